export interface Gate {
  /** Waits until all have come, again at each time. False where one never will. */
  pass(): Promise<boolean>;
  /** Tells everybody, also those who come later, that one will not come any more. */
  close(): void;
}

interface Turn {
  done: Promise<boolean>;
  end(isWhole: boolean): void;
}

/** Where machines that work at the same time wait for each other, as often as they come. `count`: how many there are. */
export function gate(count: number): Gate {
  let isClosed = false;
  let waiting = 0;
  let turn = newTurn();
  return {
    async pass() {
      if (isClosed) return false;
      const { done, end } = turn;
      waiting += 1;
      if (waiting === count) {
        waiting = 0;
        turn = newTurn();
        end(true);
      }
      return done;
    },
    close() {
      isClosed = true;
      turn.end(false);
    },
  };
}

function newTurn(): Turn {
  let end: Turn["end"] = () => undefined;
  const done = new Promise<boolean>((resolve) => {
    end = resolve;
  });
  return { done, end };
}
