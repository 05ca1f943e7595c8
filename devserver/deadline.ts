/**
 * What `work` comes to, if that is within `ms`.
 * @throws Error with `sentence` otherwise; the work is not stopped by it
 */
export async function within<T>(ms: number, sentence: string, work: PromiseLike<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(sentence)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
