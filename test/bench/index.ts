/**
 * `npm run bench -- [section…] [--json]`: measures, and exits with 1 when a figure falls short of its goal, with 2 when it
 * is asked for a section that does not exist.
 */
import { parseArgs } from 'node:util';
import { type Figure, NO_GOAL } from './figure.ts';
import { sections } from './sections.ts';

const { values, positionals } = parseArgs({ options: { json: { type: 'boolean' } }, allowPositionals: true });
const names = Object.keys(sections);
const asked = positionals.length > 0 ? positionals : names;
const unknown = asked.find((name) => !names.includes(name));

if (unknown === undefined) process.exitCode = await run();
else {
  console.error(`There is no section ${JSON.stringify(unknown)}: ${names.join(', ')}.`);
  process.exitCode = 2;
}

async function run(): Promise<0 | 1> {
  const figures: Figure[] = [];
  for (const section of asked) {
    const measure = await sections[section]?.();
    if (!measure) continue;
    if (!values.json) console.log(section);
    for await (const measured of measure()) {
      figures.push({ section, ...measured });
      if (!values.json) console.log(line(measured));
    }
  }
  if (values.json) console.log(JSON.stringify(figures, null, 2));
  return figures.every(({ met }) => met) ? 0 : 1;
}

function line({ name, value, unit, goal, met }: Omit<Figure, 'section'>): string {
  const verdict = goal === NO_GOAL ? 'seen' : met ? 'met ' : 'MISS';
  return `  ${verdict} ${`${value.toLocaleString('en')} ${unit}`.padStart(20)}  ${`(${goal})`.padEnd(14)} ${name}`;
}
