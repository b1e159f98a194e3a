import type { Redactor } from "../secrets/redactor.ts";
import type { Event, Events, Happening, Sink } from "./event.ts";

export interface EventsOptions {
  /** Every text of every event goes through it before any sink sees it. */
  redactor?: Pick<Redactor, "redact">;
  now?: () => Date;
}

/** The stream of one run. Sinks get events in the order of `emit`, before it returns. */
export function createEvents({ redactor, now = () => new Date() }: EventsOptions = {}): Events {
  const sinks = new Set<{ sink: Sink }>();
  const clean = redactor ? (happening: Happening) => redacted(happening, redactor) as Happening : same;
  return {
    emit(happening) {
      const event: Event = { at: now().toISOString(), ...clean(happening) };
      for (const { sink } of [...sinks]) sink(event);
    },
    subscribe(sink) {
      const entry = { sink };
      sinks.add(entry);
      return () => {
        sinks.delete(entry);
      };
    },
  };
}

function same(happening: Happening): Happening {
  return happening;
}

function redacted(value: unknown, redactor: Pick<Redactor, "redact">): unknown {
  if (typeof value === "string") return redactor.redact(value);
  if (Array.isArray(value)) return value.map((inner) => redacted(inner, redactor));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, key === "type" ? inner : redacted(inner, redactor)]),
  );
}
