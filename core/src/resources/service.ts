import { shellProgram, words } from "../shell/shell-program.ts";
import { fullUnitName, readUnits, showUnits, type UnitState } from "../shell/systemd-units.ts";
import { listWatched, recordWatched, watchedHash } from "../shell/watched-content.ts";
import { unreadableCheck } from "./errors.ts";
import type { Ensure } from "./resource.ts";
import type { Action, Change, CompareContext, Difference, ResourceType } from "./resource-type.ts";
import { described, fields, unitName } from "./schema.ts";

export interface ServiceProps {
  name: string;
  running?: boolean;
  enabled?: boolean;
  watches?: readonly string[];
  onChange?: "restart" | "reload";
  ensure?: Ensure;
}

export interface ObservedService {
  state: UnitState;
  /** Hash of the watched content when the unit was last (re)started by us. */
  recorded?: string;
  /** Hash of the watched content now. */
  watched?: string;
}

/** Paths with other characters could not be told apart in the listing of watched files. */
const watchedPath = { type: "string", maxLength: 4000, pattern: "^(?:/(?!\\.{1,2}(?:/|$))[ -.0-~]{1,255})+$" };

export const service: ResourceType<ServiceProps, ObservedService> = {
  name: "service",
  schema: fields(
    {
      name: described("Name of the unit; `.service` is added where there is no suffix.", unitName),
      running: described("Whether it runs; as it is when missing.", { type: "boolean" }),
      enabled: described("Whether it starts with the machine; as it is when missing.", { type: "boolean" }),
      watches: described("Files whose content decides whether it must be started anew; directories with all in them.", {
        type: "array",
        items: watchedPath,
        uniqueItems: true,
      }),
      onChange: described("What happens when a watched file changed; `restart` when missing.", {
        enum: ["restart", "reload"],
      }),
    },
    ["name"],
    {
      description:
        "A unit of systemd, running or not. It stands behind the files that it watches. `absent` stops and disables it.",
    },
  ),
  identify: ({ name }) => fullUnitName(name),
  observe: observeServices,
  read: readServices,
  nothing: () => ({ state: { LoadState: "not-found", ActiveState: "inactive", UnitFileState: "" } }),
  compare: (props, observed, context) => {
    const { running, enabled } = wanted(props);
    const differences = [...enabledDifference(enabled, observed), ...runningDifference(running, observed)];
    const reasons = running === true && isActive(observed) ? restartReasons(props, observed, context) : [];
    return changeOf([...differences, ...reasons], reasons.length > 0 ? (props.onChange ?? "restart") : undefined);
  },
  change: (props, { action, differences }) => {
    const unit = fullUnitName(props.name);
    const steps = [RELOAD_MANAGER, ...enabling(differences)];
    if (action === "stop") steps.push('systemctl stop -- "$unit"');
    if (action === "start" || action === "restart" || action === "reload") steps.push(starting(action, props));
    return shellProgram({ unit, record: recordPath(unit) }, `${EXPLAIN}\n${steps.join("\n")}`);
  },
  essence: ({ state, ...observed }) => [state.LoadState, state.UnitFileState, isActive({ state, ...observed })],
  onceBrought: (props, { state }) => {
    const { running, enabled } = wanted(props);
    if (state.LoadState !== "not-found" || (running !== false && enabled !== false)) return undefined;
    const to = [...(running === false ? ["stopped"] : []), ...(enabled === false ? ["disabled"] : [])].join(" and ");
    return { field: "ensure", to: `${to}, should a package bring it` };
  },
  readBack: (observed) => ({ running: isActive(observed), ...enabledOf(observed) }),
  timeLimit: 300,
};

/** Where the hash of a unit's watched content lies on the machine. */
function recordPath(unit: string): string {
  return `/var/lib/lambdastack/watches/${unit}`;
}

function wanted({ ensure, running, enabled }: ServiceProps): Record<"running" | "enabled", boolean | undefined> {
  return ensure === "absent" ? { running: false, enabled: false } : { running, enabled };
}

/** The units; then the record of each that watches; then one listing of everything watched. */
function observeServices(all: readonly ServiceProps[]): string {
  const units = all.map(({ name }) => fullUnitName(name));
  const watches = [...new Set(all.flatMap((props) => props.watches ?? []))];
  return `${showUnits(units, ["Id", "LoadState", "ActiveState", "UnitFileState"])}
echo =
for record in ${words(units.map(recordPath))}; do
  recorded=
  [ ! -f "$record" ] || read -r recorded <"$record" || :
  printf '%s\\n' "$recorded"
done
echo =
${watches.length === 0 ? ":" : listWatched(watches)}`;
}

function readServices(output: string, all: readonly ServiceProps[]): ObservedService[] {
  const [shown = "", records = "", listing = ""] = output.split(/^=\n/m);
  const states = readUnits(shown);
  const recorded = records.split("\n");
  if (states.length !== all.length) throw unreadableCheck("service", output);
  return all.map(({ watches = [] }, index) => ({
    state: states[index] ?? {},
    ...(watches.length > 0 && { watched: watchedHash(listing, watches) }),
    ...(recorded[index] && { recorded: recorded[index] }),
  }));
}

function isActive({ state }: ObservedService): boolean {
  return state.ActiveState === "active" || state.ActiveState === "reloading";
}

/** Nothing of a linked unit, which is neither enabled nor disabled. */
function enabledOf({ state: { UnitFileState } }: ObservedService): { enabled?: boolean } {
  return UnitFileState === "linked" ? {} : { enabled: UnitFileState === "enabled" };
}

function runningDifference(running: boolean | undefined, observed: ObservedService): Difference[] {
  if (running === undefined) return [];
  const from = observed.state.ActiveState ?? "unknown";
  if (running) return isActive(observed) ? [] : [{ field: "running", from, to: "active" }];
  return from === "inactive" || from === "failed" ? [] : [{ field: "running", from, to: "inactive" }];
}

/** Units without an [Install] section, generated ones and those enabled by a generator count as wanted either way. */
function enabledDifference(enabled: boolean | undefined, { state }: ObservedService): Difference[] {
  const from = state.UnitFileState || "disabled";
  if (enabled === true && ["disabled", "linked", "masked", "masked-runtime", "bad"].includes(from)) {
    return [{ field: "enabled", from, to: "enabled" }];
  }
  if (enabled === false && (from === "enabled" || from === "linked"))
    return [{ field: "enabled", from, to: "disabled" }];
  return [];
}

function restartReasons(
  { watches = [] }: ServiceProps,
  observed: ObservedService,
  context: CompareContext,
): Difference[] {
  if (watches.length === 0) return [];
  const pending = [...context.pendingPaths].filter((changed) =>
    watches.some((watch) => isWithin(changed, watch) || isWithin(watch, changed)),
  );
  if (pending.length > 0)
    return [{ field: "watches", from: "as started", to: `changed: ${pending.sort().join(", ")}` }];
  if (observed.recorded === observed.watched) return [];
  const from = observed.recorded === undefined ? "not recorded" : "as started";
  return [{ field: "watches", from, to: "changed since it was started" }];
}

function isWithin(path: string, directory: string): boolean {
  return path === directory || path.startsWith(`${directory}/`);
}

function changeOf(differences: readonly Difference[], onChange: Action | undefined): Change | undefined {
  if (differences.length === 0) return undefined;
  const running = differences.find(({ field }) => field === "running");
  const list = [...differences];
  if (running?.to === "inactive") return { action: "stop", differences: list, destroys: true };
  if (running) return { action: "start", differences: list };
  return { action: onChange ?? "update", differences: list };
}

function enabling(differences: readonly Difference[]): string[] {
  const to = differences.find(({ field }) => field === "enabled")?.to;
  if (to === undefined) return [];
  return [to === "enabled" ? 'systemctl -q enable -- "$unit"' : 'systemctl -q disable -- "$unit"'];
}

/** The record goes first: a run that dies in between finds none and restarts the unit again. */
function starting(action: "start" | "restart" | "reload", { watches = [] }: ServiceProps): string {
  const command = action === "reload" ? "reload-or-restart" : action;
  const record = watches.length === 0 ? [] : [recordWatched(watches)];
  return [
    'rm -f -- "$record"',
    'systemctl reset-failed -- "$unit" 2>/dev/null || :',
    `systemctl ${command} -- "$unit" || explain "did not ${action}"`,
    SETTLE,
    ...record,
  ].join("\n");
}

const RELOAD_MANAGER =
  'case $(systemctl show -p NeedDaemonReload -- "$unit") in *=yes) systemctl daemon-reload ;; esac';

const EXPLAIN = `explain() {
  printf '%s %s.\\n' "$unit" "$1" >&2
  systemctl status --no-pager --full --lines=0 -- "$unit" >&2 2>&1 || :
  if command -v journalctl >/dev/null; then
    journalctl --sync 2>/dev/null || :
    printf 'Its last journal lines:\\n' >&2
    journalctl --no-pager --quiet --output=short --lines=20 --unit="$unit" >&2 2>&1 || :
  fi
  exit 1
}`;

/**
 * A unit that says itself when it is ready (notify, forking, dbus, oneshot) is looked at once more after a moment; a
 * simple one is "started" before it has read its configuration, so it is watched for a second.
 */
const SETTLE = `case $(systemctl show -p Type -- "$unit") in *=simple | *=exec | *=idle) looks=5 ;; *) looks=1 ;; esac
while [ "$looks" -gt 0 ]; do
  sleep 0.2
  systemctl -q is-active -- "$unit" || explain "is not active after it was started"
  case $(systemctl show -p NRestarts -- "$unit") in *=0 | '') ;; *) explain "ends again and again" ;; esac
  looks=$((looks - 1))
done`;
