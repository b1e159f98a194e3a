/** Takes a stream's chunks apart by exact bytes. One reader waits at a time. */
export interface ByteReader {
  push(chunk: Buffer): void;
  /** Ends the present wait and every later one with this error; the first call counts. */
  fail(error: Error): void;
  /** Resolves when the text has come; it and everything before it are dropped. */
  skipPast(text: string): Promise<void>;
  /** The next line, without its newline. */
  line(): Promise<string>;
  /** Exactly that many bytes. */
  bytes(count: number): Promise<Buffer>;
}

interface Waiter {
  retry(): void;
  reject(error: Error): void;
}

export function createByteReader(): ByteReader {
  let chunks: Buffer[] = [];
  let length = 0;
  let failure: Error | undefined;
  let waiter: Waiter | undefined;

  const take = (count: number): Buffer => {
    const whole = joined();
    chunks = count < whole.length ? [whole.subarray(count)] : [];
    length -= count;
    return whole.subarray(0, count);
  };
  const joined = (): Buffer => {
    const [first] = chunks;
    const whole = chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks);
    chunks = [whole];
    return whole;
  };
  const until = <Taken>(attempt: () => Taken | undefined): Promise<Taken> =>
    new Promise((resolve, reject) => {
      const retry = (): void => {
        const taken = attempt();
        if (taken === undefined) return;
        waiter = undefined;
        resolve(taken);
      };
      waiter = { retry, reject };
      retry();
      if (waiter !== undefined && failure !== undefined) reject(failure);
    });

  return {
    push(chunk) {
      chunks.push(chunk);
      length += chunk.length;
      waiter?.retry();
    },
    fail(error) {
      failure ??= error;
      waiter?.reject(failure);
      waiter = undefined;
    },
    async skipPast(text) {
      await until(() => {
        const at = joined().indexOf(text);
        return at < 0 ? undefined : take(at + Buffer.byteLength(text));
      });
    },
    async line() {
      const taken = await until(() => {
        const at = joined().indexOf("\n");
        return at < 0 ? undefined : take(at + 1);
      });
      return taken.toString("utf8", 0, taken.length - 1);
    },
    bytes: (count) => until(() => (length >= count ? take(count) : undefined)),
  };
}
