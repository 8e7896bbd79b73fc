import { pathToFileURL } from 'node:url';
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { childSchema, Schema } from './strict-schema';

/** One rule and the value it is about. */
interface Question {
  readonly rule: string;
  readonly self: unknown;
}

/** `true`: the rule holds. Anything else is why it does not: `false`, or the words of the error. */
type Answer = boolean | string;

// The CEL interpreter is an ES module and jest runs CommonJS, so it works in a thread of its own and is asked synchronously.
const SCRIPT = `
  const { workerData: { module, port, flag } } = require('node:worker_threads');
  const parsed = new Map();
  function answer(cel, { rule, self }) {
    try {
      if (!parsed.has(rule)) { parsed.set(rule, cel.parse(rule)); }
      const result = parsed.get(rule)({ self });
      return typeof result === 'boolean' ? result : 'not a boolean: ' + String(result);
    } catch (error) {
      return String(error.message).split('\\n')[0];
    }
  }
  const cel = import(module);
  port.on('message', async (questions) => {
    const { parse } = await cel;
    port.postMessage(questions.map((question) => answer({ parse }, question)));
    Atomics.store(flag, 0, 1);
    Atomics.notify(flag, 0);
  });
`;

let ask: ((questions: Question[]) => Answer[]) | undefined;

function interpreter(): (questions: Question[]) => Answer[] {
  const { port1: here, port2: there } = new MessageChannel();
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const module = pathToFileURL(require.resolve('@marcbachmann/cel-js')).href;
  const worker = new Worker(SCRIPT, { eval: true, workerData: { module, port: there, flag }, transferList: [there] });
  worker.unref();
  here.unref();
  return (questions) => {
    Atomics.store(flag, 0, 0);
    here.postMessage(questions);
    if (Atomics.wait(flag, 0, 0, 30_000) === 'timed-out') { throw new Error('the CEL interpreter did not answer within 30 s'); }
    return receiveMessageOnPort(here)?.message as Answer[];
  };
}

/**
 * The value as CEL has it: whole numbers are `int` where the schema says integer or nothing, `double` where it says number, and the two
 * do not compare with each other.
 */
function celValue(schema: Schema | undefined, value: unknown): unknown {
  if (typeof value === 'number') { return Number.isInteger(value) && schema?.type !== 'number' ? BigInt(value) : value; }
  if (Array.isArray(value)) { return value.map((item) => celValue(schema?.items, item)); }
  if (typeof value !== 'object' || value === null) { return value; }
  return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, celValue(schema && childSchema(schema, name), child)]));
}

interface Located extends Question {
  readonly at: string;
  readonly message?: string;
}

/** Every rule of the schema that has a value to look at. Rules with `oldSelf` compare with an earlier object, and there is none. */
function questionsOf(schema: Schema | undefined, value: unknown, at: string, out: Located[]): void {
  if (!schema || value === undefined || value === null) { return; }
  for (const { rule, message } of schema['x-kubernetes-validations'] ?? []) {
    if (!rule.includes('oldSelf')) { out.push({ rule, message, self: celValue(schema, value), at }); }
  }
  if (Array.isArray(value)) {
    value.forEach((item, index) => questionsOf(schema.items, item, `${at}/${index}`, out));
  } else if (typeof value === 'object') {
    for (const [name, child] of Object.entries(value)) { questionsOf(childSchema(schema, name), child, `${at}/${name}`, out); }
  }
}

/** The rules of a schema that a value breaks. A rule that cannot be evaluated is broken, as in the API server. */
export function celProblems(schema: Schema, value: unknown): string[] {
  const questions: Located[] = [];
  questionsOf(schema, value, '', questions);
  if (questions.length === 0) { return []; }
  ask ??= interpreter();
  const answers = ask(questions.map(({ rule, self }) => ({ rule, self })));
  return questions.flatMap(({ at, rule, message }, index) => {
    if (answers[index] === true) { return []; }
    const why = typeof answers[index] === 'string' ? ` (rule failed: ${answers[index]})` : '';
    return [`${at || '/'}: ${message ?? `breaks ${rule}`}${why}`];
  });
}
