export interface Gate {
  /** Waits until all have come. False where one never will. */
  pass(): Promise<boolean>;
  /** Tells everybody that one will not come. */
  close(): void;
}

/** Where machines that work at the same time wait for each other. `count`: how many there are. */
export function gate(count: number): Gate {
  let waiting = 0;
  let open: (isOpen: boolean) => void = () => undefined;
  const opened = new Promise<boolean>((resolve) => {
    open = resolve;
  });
  return {
    pass() {
      waiting += 1;
      if (waiting === count) open(true);
      return opened;
    },
    close: () => open(false),
  };
}
