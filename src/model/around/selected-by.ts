import type { Neighbourhood } from './neighbourhood';
import { IntOrPercent, problemOf } from '../../kube';
import { ByHome, homeOf } from '../by-home';
import type { ProxyDraft } from '../draft';
import type { Budget } from '../effective-proxy';
import { append } from '../group-by';
import type { ManifestIndex } from '../manifest/manifest-index';
import type { Manifest } from '../manifest/types';
import { podLabelsOf, WORKLOAD_KINDS } from '../manifest/workloads';
import { GATEWAY_NAME_LABEL } from '../names';
import { oncePerIndex } from '../once';
import { carriesAll, type OwnLabels, selectsOwn } from '../own-labels';
import { mapAt, stringsAt } from '../read';
import { SelectorIndex } from '../selector-index';
import { selectsPods } from '../service-port';
import { TracedObject } from '../traced';
import type { Tri } from '../tri';

const BUDGET = { group: 'policy', kind: 'PodDisruptionBudget' };
const SERVICE = { group: '', kind: 'Service' };
const WANTED_BY_BUDGET = '/spec/selector/matchLabels';
const WANTED_BY_SERVICE = '/spec/selector';

const budgetsByHome = oncePerIndex((index) => new ByHome(
  index,
  index.list(BUDGET.group, BUDGET.kind),
  (members) => new SelectorIndex(members, ({ object }) => stringsAt(object, WANTED_BY_BUDGET)),
));

/** A Service without a selector has endpoints of its own and selects nothing: it is not filed. */
const servicesByHome = oncePerIndex((index) => new ByHome(
  index,
  index.list(SERVICE.group, SERVICE.kind),
  (members) => new SelectorIndex(members.filter(({ object }) => selectsPods(object)), ({ object }) => stringsAt(object, WANTED_BY_SERVICE)),
));

/** What is made with the proxy, and what stands beside it; an object with the name of one that is made is that one. */
function besides(found: readonly Manifest[], companions: readonly TracedObject[]): Manifest[] {
  const made = new Set(companions.map(({ object }) => object.metadata.name));
  return found.filter(({ key }) => !made.has(key.name));
}

function companionsOf(draft: ProxyDraft, kind: string): TracedObject[] {
  return draft.companions.filter(({ object }) => object.kind === kind);
}

/** In policy/v1beta1 an empty selector selects nothing, in policy/v1 everything (k8s.io/api policy/v1beta1 types.go). */
function budgetSelects(object: TracedObject['object'], own: OwnLabels): Tri {
  const selector = mapAt(object, '/spec/selector');
  if (object.apiVersion === 'policy/v1beta1' && selector !== undefined && Object.keys(selector).length === 0) { return false; }
  return selectsOwn(own, selector);
}

function amount(object: TracedObject, field: string): IntOrPercent | undefined {
  const value = object.at<unknown>(`/spec/${field}`);
  if (!value.known || value.value === undefined) { return undefined; }
  let parsed: IntOrPercent | undefined;
  problemOf(() => { parsed = IntOrPercent.parse(value.value, field); });
  return parsed;
}

function budget(object: TracedObject, owner: Budget['owner'], doubt?: string): Budget {
  const minAvailable = amount(object, 'minAvailable');
  const maxUnavailable = amount(object, 'maxUnavailable');
  return { object, owner, ...(minAvailable && { minAvailable }), ...(maxUnavailable && { maxUnavailable }), ...(doubt && { doubt }) };
}

/** Of each budget the workloads among the manifests whose pods it selects, as they are written. */
const workloadsByBudget = oncePerIndex((index): ReadonlyMap<Manifest, readonly Manifest[]> => {
  const found = new Map<Manifest, Manifest[]>();
  if (index.list(BUDGET.group, BUDGET.kind).length === 0) { return found; }
  for (const workload of WORKLOAD_KINDS.flatMap(({ group, kind }) => index.list(group, kind))) {
    const labels = podLabelsOf(workload.key, workload.object);
    if (!labels) { continue; }
    const own = { labels, complete: true };
    for (const candidate of budgetsByHome(index).at(homeOf(index, workload.key))?.candidates(own).items ?? []) {
      if (budgetSelects(candidate.object, own) === true) { append(found, candidate, workload); }
    }
  }
  return found;
});

/** The workloads among the manifests whose pods a budget selects. */
export function workloadsUnder(index: ManifestIndex, budgetOf: Manifest): readonly Manifest[] {
  return workloadsByBudget(index).get(budgetOf) ?? [];
}

const MAYBE = 'its selector asks for a label that the pods may carry, and not all of their labels are known';

/** The PodDisruptionBudgets that select the proxy's pods. */
export function budgetsOf(draft: ProxyDraft, around: Neighbourhood): Budget[] {
  const made = companionsOf(draft, BUDGET.kind);
  // also where the template is not public, this label names the Gateway or is not there: budgets of other Gateways are not listed
  const own = draft.make === 'managed' ? { ...around.own, possible: { [GATEWAY_NAME_LABEL]: draft.declaredBy.key.name } } : around.own;
  const users = besides(budgetsByHome(around.index).at(around.home)?.candidates(own).items ?? [], made);
  const judged = [
    ...made.map((object) => ({ object, owner: 'managed' as const })),
    ...users.map((manifest) => ({ object: TracedObject.of(manifest), owner: 'user' as const })),
  ];
  return judged.flatMap(({ object, owner }) => {
    const selects = budgetSelects(object.object, own);
    return selects === false ? [] : [budget(object, owner, selects === undefined ? MAYBE : undefined)];
  });
}

/** The Services beside pods that select them. */
export function servicesSelecting({ index, home, own }: Omit<Neighbourhood, 'facts'>): Manifest[] {
  const candidates = servicesByHome(index).at(home)?.candidates({ ...own, complete: true }).items ?? [];
  return candidates.filter(({ object }) => carriesAll(own, mapAt(object, WANTED_BY_SERVICE)) === true);
}

/** The Services that select the proxy's pods. One that is made with the proxy, and whose selector is not public, does. */
export function servicesOf(draft: ProxyDraft, around: Neighbourhood): TracedObject[] {
  const made = companionsOf(draft, SERVICE.kind);
  const selects = (service: TracedObject): boolean => carriesAll(around.own, mapAt(service.object, WANTED_BY_SERVICE)) === true;
  return [
    ...made.filter((service) => !service.at(WANTED_BY_SERVICE).known || selects(service)),
    ...besides(servicesSelecting(around), made).map((manifest) => TracedObject.of(manifest)),
  ];
}
