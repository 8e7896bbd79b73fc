import type { ApiObject, App } from 'cdk8s';
import { apiObjectsBelow, type Rendered, renderedAhead } from '../checks/synth-hook';

/** Every object of an app with its JSON, and what the app's own watchers have against them: all of it, not the first. */
export function renderAll(app: App): { readonly rendered: readonly Rendered[]; readonly problems: readonly string[] } {
  const { rendered, hook } = renderedAhead(app, () => apiObjectsBelow(app).map((construct) => ({ construct, json: construct.toJson() as Rendered['json'] })));
  return { rendered, problems: hook?.problems?.(rendered) ?? [] };
}

/** Runs a synth in which every object is written as it was rendered before: what was judged is what is written, and nothing is rendered twice. */
export function asRendered(rendered: readonly Rendered[], synth: () => void): void {
  const lent: ApiObject[] = [];
  try {
    for (const { construct, json } of rendered) {
      // a toJson that somebody put on the instance stays theirs
      if (Object.hasOwn(construct, 'toJson')) { continue; }
      lent.push(construct);
      Object.defineProperty(construct, 'toJson', { value: () => json, configurable: true, writable: true, enumerable: false });
    }
    synth();
  } finally {
    for (const construct of lent) { delete (construct as { toJson?: unknown }).toJson; }
  }
}
