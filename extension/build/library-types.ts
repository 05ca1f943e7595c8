import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '../..');

/**
 * Writes the `.d.ts` files of what these entries export, as `devserver/` has them.
 *
 * @param entries below `devserver/`
 * @param folder where `devserver/` is mirrored
 * @throws {Error} with TypeScript's own words
 */
export async function emitTypes(entries: readonly string[], folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const config = join(folder, 'tsconfig.types.json');
  const up = relative(folder, root);
  await writeFile(
    config,
    JSON.stringify({
      extends: `${up}/tsconfig.json`,
      compilerOptions: {
        noEmit: false,
        declaration: true,
        emitDeclarationOnly: true,
        noCheck: true, // `npm run types` checks
        rootDir: `${up}/devserver`,
        outDir: '.',
        types: ['node'],
        typeRoots: [`${up}/node_modules/@types`],
      },
      include: [],
      files: ['faye.d.ts', ...entries].map((entry) => `${up}/devserver/${entry}`),
    }),
  );
  try {
    await promisify(execFile)(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', config]);
  } catch (error) {
    const { stdout } = error as { stdout?: string };
    throw new Error(`The types could not be written:\n${stdout || error}`);
  } finally {
    await rm(config);
  }
}
