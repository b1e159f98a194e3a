/**
 * What `promise` gives, or the error of `late` after `seconds`. The timer keeps the process alive until then: a promise
 * that never settles would otherwise end it as if all were done.
 */
export function within<T>(seconds: number, promise: Promise<T>, late: () => Error): Promise<T> {
  const { promise: limit, reject } = withReject<T>();
  const timer = setTimeout(() => reject(late()), seconds * 1000);
  return Promise.race([promise, limit]).finally(() => clearTimeout(timer));
}

function withReject<T>(): { promise: Promise<T>; reject: (error: Error) => void } {
  let reject: (error: Error) => void = () => {};
  const promise = new Promise<T>((_resolve, rejected) => {
    reject = rejected;
  });
  return { promise, reject };
}
