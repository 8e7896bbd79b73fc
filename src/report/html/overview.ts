import { type Finding, Severity } from '../../checks/finding';
import type { EffectiveProxy } from '../../model/effective-proxy';
import { shownName } from '../../model/manifest';
import { html, type Markup } from '../markup';
import { table } from '../pictures/picture';
import { timelineModel, timelineVerdict } from '../pictures/timeline';
import { proxyName, seconds, word } from '../pictures/words';
import { count } from '../summary';

/** More proxies than this are folded: the first are shown, all are there. */
const SHOWN = 20;

const HEADS = ['proxy', 'kind', 'pods', 'grace', 'slack', 'findings'];

export function overview(proxies: readonly EffectiveProxy[], findings: readonly Finding[]): readonly Markup[] {
  const found = countByObject(findings);
  const rows = proxies.map((proxy) => row(proxy, found));
  return [
    table(undefined, HEADS, rows.slice(0, SHOWN)),
    ...rows.length > SHOWN ? [html('details', {}, html('summary', {}, `${rows.length - SHOWN} more proxies`), table(undefined, HEADS, rows.slice(SHOWN)))] : [],
  ];
}

function row(proxy: EffectiveProxy, found: ReadonlyMap<string, readonly number[]>): readonly (string | Markup)[] {
  const { role, make, state, scaling, shutdown, declaredBy, workload } = proxy;
  const { slack } = shutdown.timeline;
  const { kind, namespace } = declaredBy.key;
  const [errors, warnings, notes] = found.get(keyOf(proxy.cluster, kind, namespace, shownName(declaredBy))) ?? [0, 0, 0];
  const parts = [errors > 0 && count(errors, 'error'), warnings > 0 && count(warnings, 'warning'), notes > 0 && count(notes, 'note')].filter((part) => part !== false);
  const verdict = timelineVerdict(timelineModel(proxy));
  const pods = workload.object.kind === 'DaemonSet' ? 'one a node' : scaling.min.value === scaling.max.value ? word(scaling.min) : `${word(scaling.min)} to ${word(scaling.max)}`;
  return [
    proxyName(proxy),
    `${role}${make === 'sidecar' ? '' : `, ${make}`}${state === 'runs' ? '' : `, ${state}`}`,
    pods,
    word(shutdown.gracePeriod, seconds),
    slack === undefined ? 'not known' : html('span', { class: `verdict ${verdict.tone}` }, verdict.tone !== 'bad' ? seconds(slack) : `${seconds(slack)}, ${slack > 0 ? 'drain cut short' : 'cut'}`),
    parts.length > 0 ? parts.join(', ') : 'none',
  ];
}

function countByObject(findings: readonly Finding[]): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>();
  for (const { acknowledged, object, cluster, severity } of findings) {
    if (acknowledged) { continue; }
    const key = keyOf(cluster, object.kind, object.namespace, object.name);
    const counts = found.get(key) ?? [0, 0, 0];
    found.set(key, counts);
    counts[[Severity.ERROR, Severity.WARNING, Severity.NOTE].indexOf(severity)] += 1;
  }
  return found;
}

function keyOf(cluster: string | undefined, kind: string, namespace: string | undefined, name: string): string {
  return JSON.stringify([cluster ?? '', kind, namespace ?? '', name]);
}
