import { type Effective, known, unknown } from '../origin';
import { joinPointer } from '../pointer';
import { isMap, listAt, numberAt } from '../read';
import type { TracedObject } from '../traced';

/** The container's preStop hook, as far as it can be read from its text. */
export interface PreStop {
  readonly present: boolean;
  readonly seconds: Effective<number>;
  /** The injector's hook of a native sidecar: it starts the drain and returns at once. */
  readonly startsDrain: boolean;
}

/** Longer commands are not looked into. */
const MAX_SCRIPT = 200;

const SHELL = /^(?:\/[a-z/]{0,40}\/)?(?:sh|bash|ash|dash)$/;
const SLEEP = /^(?:\/[a-z/]{0,40}\/)?sleep$/;
const SECONDS = /^([0-9]{1,6}(?:\.[0-9]{1,3})?)([smh]?)$/;
const UNITS: Readonly<Record<string, number>> = { '': 1, 's': 1, 'm': 60, 'h': 3600 };

/** `15`, `15s`, `0.5m` as the program `sleep` reads them. */
function sleepSeconds(text: unknown): number | undefined {
  const match = typeof text === 'string' ? SECONDS.exec(text) : null;
  return match ? Math.round(Number(match[1]) * UNITS[match[2]] * 1000) / 1000 : undefined;
}

/** Only a command that is a sleep and nothing else: whatever follows one takes a time of its own. */
function commandSeconds(command: readonly unknown[]): number | undefined {
  const [program, second, script] = command;
  if (typeof program !== 'string') { return undefined; }
  if (SLEEP.test(program)) { return command.length === 2 ? sleepSeconds(second) : undefined; }
  if (!SHELL.test(program) || second !== '-c' || command.length !== 3 || typeof script !== 'string' || script.length > MAX_SCRIPT) {
    return undefined;
  }
  const words = script.trim().replace(/;$/, '').trim().split(/\s+/);
  const [sleep, duration] = words[0] === 'exec' ? words.slice(1) : words;
  return words.length === (words[0] === 'exec' ? 3 : 2) && SLEEP.test(sleep ?? '') ? sleepSeconds(duration) : undefined;
}

/** `pilot-agent request … POST drain`: Istio 1.30.3 files/injection-template.yaml, lifecycle of a native sidecar. */
function isDrainRequest(command: readonly unknown[]): boolean {
  return typeof command[0] === 'string' && /(?:^|\/)pilot-agent$/.test(command[0].slice(-64))
    && command[1] === 'request' && command[command.length - 1] === 'drain';
}

export function preStopOf(workload: TracedObject, container: string | undefined): PreStop {
  if (container === undefined) {
    return { present: false, startsDrain: false, seconds: unknown('the workload has no proxy container') };
  }
  const pointer = joinPointer(container, 'lifecycle', 'preStop');
  const hook = workload.at(pointer);
  if (!hook.known) { return { present: false, startsDrain: false, seconds: hook }; }
  if (hook.value === undefined || hook.value === null) { return { present: false, startsDrain: false, seconds: known(0, hook.origin) }; }
  const action = (name: string): string => joinPointer(pointer, name);
  const present = { present: true, startsDrain: false };
  const handlers = isMap(hook.value) ? Object.keys(hook.value) : [];
  if (handlers.length !== 1) {
    return { ...present, seconds: unknown(`preStop has ${handlers.length} handlers, and the API server accepts exactly one`) };
  }
  if (handlers[0] === 'sleep') {
    const seconds = numberAt(workload.object, joinPointer(action('sleep'), 'seconds'));
    return {
      ...present,
      seconds: seconds === undefined
        ? unknown('preStop.sleep has no number of seconds')
        : workload.readAt(seconds, joinPointer(action('sleep'), 'seconds')),
    };
  }
  const command = listAt(workload.object, joinPointer(action('exec'), 'command')) ?? [];
  if (handlers[0] === 'exec' && isDrainRequest(command)) { return { present: true, startsDrain: true, seconds: workload.readAt(0, action('exec')) }; }
  const seconds = handlers[0] === 'exec' ? commandSeconds(command) : undefined;
  return {
    ...present,
    seconds: seconds === undefined
      ? unknown(handlers[0] === 'exec' ? 'the time of a preStop command that is not a plain sleep' : `the time of a preStop hook of kind ${handlers[0].slice(0, 40)}`)
      : workload.readAt(seconds, joinPointer(action('exec'), 'command')),
  };
}
