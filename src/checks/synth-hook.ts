import { ApiObject, App, Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';

/**
 * How validation sees each object exactly once in a synth.
 *
 * cdk8s validates the whole tree once for each chart plus once, and rendering is neither free nor without effect (a cdk8s-plus workload with
 * `spread: true` adds its terms again at every render). So the first validation pass of a synth renders each object once and lends that very
 * JSON to cdk8s's own rendering; later passes answer from memory. When the synth ends, nothing of it is left.
 */
export interface SynthHook {
  /** Judges the objects that were rendered; answers the text of a failure, or undefined. Called once for each synth. */
  judge(rendered: readonly Rendered[], synth: SynthKind): string | undefined;

  /** What must stop a synth of these objects, whatever rules are asked for; a hook of an older copy has none. */
  problems?(rendered: readonly Rendered[]): readonly string[];
}

/** What was asked for. Only `app` writes warnings: the others run in tests and previews. */
export interface SynthKind {
  readonly call: 'app.synth' | 'app.synthYaml' | 'chart.toJson';
  /** Only one chart was rendered. */
  readonly partial: boolean;
}

/** One object of the tree with its JSON as it will be written. */
export interface Rendered {
  readonly construct: ApiObject;
  readonly json: { readonly [key: string]: unknown };
}

/** One synth, from the outermost call to its end. */
interface Epoch {
  readonly root: App | Chart;
  readonly kind: SynthKind;
  /** Undefined until judged; then the validation messages of this synth. */
  messages?: string[];
  /** JSON that was rendered for validation and waits for cdk8s to take it. */
  readonly lent: Map<ApiObject, { readonly [key: string]: unknown }>;
}

// a plain key would be seen by users who list an app's members; Symbol.for: two copies of this package share the app
const HOOKED = Symbol.for('cdk8s-istio.synth-hook');
const PATCHED = Symbol.for('cdk8s-istio.chart-to-json');

class HookedApp {
  /** Objects are being rendered for `judge`, which says afterwards what is wrong with all of them. */
  public rendering = false;
  private epoch?: Epoch;

  constructor(app: App, public readonly hook: SynthHook) {
    const begin = this.begin.bind(this);
    for (const call of ['synth', 'synthYaml'] as const) {
      const original = app[call] as () => unknown;
      Object.defineProperty(app, call, {
        value: function (this: App, ...args: []) { return begin(app, { call: `app.${call}`, partial: false }, () => original.apply(app, args)); },
        configurable: true,
        writable: true,
        enumerable: false,
      });
    }
    app.node.addValidation({ validate: () => this.validate() });
  }

  /** Runs a synth. The outermost call counts: `app.synth` calls `chart.toJson` for every chart. */
  public begin<T>(root: App | Chart, kind: SynthKind, run: () => T): T {
    if (this.epoch) { return run(); }
    const epoch: Epoch = { root, kind, lent: new Map() };
    this.epoch = epoch;
    try {
      return run();
    } catch (error) {
      throw readable(error, epoch.messages ?? []);
    } finally {
      this.epoch = undefined;
      for (const construct of epoch.lent.keys()) { delete (construct as { toJson?: unknown }).toJson; }
    }
  }

  /** Runs something that renders as a synth does before it judges. */
  public renders<T>(run: () => T): T {
    this.rendering = true;
    try { return run(); } finally { this.rendering = false; }
  }

  private validate(): string[] {
    const { epoch } = this;
    // a validation outside any synth (somebody calls node.validate()) must not render: rendering leaves traces
    if (!epoch) { return []; }
    if (!epoch.messages) {
      epoch.messages = [];
      const rendered = this.renders(() => this.render(epoch));
      const failure = this.hook.judge(rendered, epoch.kind);
      if (failure !== undefined) { epoch.messages = [failure]; }
    }
    return epoch.messages;
  }

  private render(epoch: Epoch): Rendered[] {
    const rendered: Rendered[] = [];
    for (const construct of apiObjectsBelow(epoch.root)) {
      const own = Object.prototype.hasOwnProperty.call(construct, 'toJson');
      let json: { readonly [key: string]: unknown };
      try {
        json = construct.toJson() as { [key: string]: unknown };
      } catch {
        // cdk8s will meet the same error when it renders the object, and says so with the path
        continue;
      }
      rendered.push({ construct, json });
      // a toJson that somebody put on the instance stays theirs: that object is rendered twice
      if (!own) { this.lend(epoch, construct, json); }
    }
    return rendered;
  }

  /** The object's next `toJson()` answers the JSON that was validated; the one after that renders anew, as without validation. */
  private lend(epoch: Epoch, construct: ApiObject, json: { readonly [key: string]: unknown }): void {
    epoch.lent.set(construct, json);
    Object.defineProperty(construct, 'toJson', {
      configurable: true,
      writable: true,
      enumerable: false,
      value: () => {
        delete (construct as { toJson?: unknown }).toJson;
        epoch.lent.delete(construct);
        return json;
      },
    });
  }
}

/** Hooks the app once; answers the hook that stands, which may be another copy's. */
export function hookSynth(app: App, make: () => SynthHook): SynthHook {
  const hooked = hookedApp(app);
  if (hooked) { return hooked.hook; }
  const made = new HookedApp(app, make());
  Object.defineProperty(app, HOOKED, { value: made });
  patchChart();
  return made.hook;
}

/** `Chart.toJson` (and so `Testing.synth`) is a synth of its own: it is told to the app's hook, when there is one. */
function patchChart(): void {
  const original = Chart.prototype.toJson as { (this: Chart): unknown[]; [PATCHED]?: true };
  if (original[PATCHED]) { return; }
  const patched = function (this: Chart): unknown[] {
    const hooked = hookedApp(App.of(this));
    return hooked ? hooked.begin(this, { call: 'chart.toJson', partial: true }, () => original.call(this)) : original.call(this);
  };
  Chart.prototype.toJson = Object.assign(patched, { [PATCHED]: true as const }) as typeof Chart.prototype.toJson;
}

/** Whether the app is being rendered for its hook to judge: what is found wrong meanwhile can wait for the rest, and be said with it. */
export function isRenderedForHook(app: App): boolean {
  return hookedApp(app)?.rendering === true;
}

/**
 * Renders an app ahead of its synth, for those who judge it themselves; `hook` is whom they ask what is wrong beside their own findings, where the
 * app has one.
 */
export function renderedAhead<T>(app: App, render: () => T): { readonly rendered: T; readonly hook?: SynthHook } {
  const hooked = hookedApp(app);
  return hooked ? { rendered: hooked.renders(render), hook: hooked.hook } : { rendered: render() };
}

function hookedApp(app: App): HookedApp | undefined {
  return (app as { [HOOKED]?: HookedApp })[HOOKED];
}

/** The API objects that a synth of the root writes: for a chart its own, not those of charts within it. */
export function apiObjectsBelow(root: IConstruct): ApiObject[] {
  const objects: ApiObject[] = [];
  const isOfOneChart = Chart.isChart(root);
  const visit = (construct: IConstruct): void => {
    if (ApiObject.isApiObject(construct)) { objects.push(construct as ApiObject); }
    for (const child of construct.node.children) {
      if (!(isOfOneChart && Chart.isChart(child))) { visit(child); }
    }
  };
  visit(root);
  return objects;
}

/** cdk8s puts the path of the app, which is empty, before our text: `[] `. */
function readable(error: unknown, messages: readonly string[]): unknown {
  if (error instanceof Error) {
    for (const message of messages) {
      error.message = error.message.replace(`[] ${message}`, () => message);
      if (error.stack) { error.stack = error.stack.replace(`[] ${message}`, () => message); }
    }
  }
  return error;
}
