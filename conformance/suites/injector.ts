import { GatewayRendering } from '../../src/gateway';
import { type KubeObject, ManifestIndex, manifestOf, readManifests, readYamlValue } from '../../src/model';
import type { ProxyDraft } from '../../src/model/draft';
import { injectedGateways, podTemplateOf } from '../../src/model/injected';
import { sidecars } from '../../src/model/sidecar';
import { MeshFacts, type MeshFactsProps, Platform } from '../../src/platform';
import { compared, comparedResult } from '../../test/model/sidecar/compared';
import { annotated } from '../generate/annotated';
import { gateways } from '../generate/gateways';
import { NAMESPACE } from '../generate/made';
import { policies } from '../generate/policies';
import { placesOf } from '../places';
import { type Installation, Istioctl } from '../programs/istioctl';
import type { Difference, Outcome, Row, Suite } from '../suite';
import versions from '../versions.json';

const RUNS = 80;

/** Where both are right, by the place and what is said there. */
const EXPLAINED: readonly (readonly [RegExp, string])[] = [
  [/clash-with-template/, 'the injector makes the pod, and the API server, which kube-inject does not ask, refuses it: two handlers in one hook'],
  [/env absent \{"ISTIO_PROMETHEUS_ANNOTATIONS"/, 'two containers of the name istio-proxy, the author\'s and a native one, which no API server takes: the injector puts the variable into the first of them'],
];

/** What the installed configuration tells our model. */
const factsOf = ({ values, mesh }: Installation, native: boolean): MeshFactsProps => ({
  platform: Platform.istio({ version: versions.istioctl.istio, kubernetesVersion: '1.33', nativeSidecars: native }),
  injectionValues: readYamlValue(values) as Record<string, unknown>,
  meshConfig: readYamlValue(mesh) as Record<string, unknown>,
  namespaces: { [NAMESPACE]: { labels: { 'istio-injection': 'enabled' } } },
});

/** PROXY_CONFIG is JSON in a text: what is in it is compared, not the order that it is written in. */
function withReadJson(value: unknown): unknown {
  if (Array.isArray(value)) { return value.map(withReadJson); }
  if (typeof value === 'string' && value.startsWith('{"')) {
    try { return JSON.parse(value) as unknown; } catch { return value; }
  }
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withReadJson(inner)])) : value;
}

const shown = (value: unknown): string => (JSON.stringify(value) ?? 'absent').slice(0, 300);

/** One workload, injected by both. */
function asked(istioctl: Istioctl, where: string, object: KubeObject, installation: Installation, native: boolean): Difference[] {
  const manifest = manifestOf(object);
  // kube-inject reads the workload alone: no ProxyConfig or Sidecar resource
  const context = { index: ManifestIndex.of([manifest]), facts: new MeshFacts(factsOf(installation, native)) };
  const draft: ProxyDraft | undefined = [...injectedGateways(context), ...sidecars(context)][0];
  const { ok, out, err } = istioctl.inject(JSON.stringify(object), installation, native);
  const difference = (at: string, ours: string, theirs: string): Difference => (
    { where: `${where}${at}`, ours, theirs, explained: EXPLAINED.find(([pattern]) => pattern.test(`${at} ${ours} ${theirs}`))?.[1] });
  if (!ok || draft?.state !== 'runs') {
    const refused = draft?.state === 'refused';
    if (!ok && refused) { return []; }
    const reasons = draft?.refusals.map(({ code, message }) => `${code}: ${message}`).join('; ');
    const after = ok && out.includes('sidecar.istio.io/status') ? 'injected' : 'not injected';
    if (ok && after === 'not injected' && (draft === undefined || draft.state === 'not-injected')) { return []; }
    return [difference('', `${draft?.state ?? 'not injected'} ${reasons ?? ''}`, ok ? after : `refused: ${err.trim().slice(-300)}`)];
  }
  const [after] = readManifests(out, { defaultNamespace: 'default' }).filter((one) => podTemplateOf(one));
  if (after === undefined) { return [difference('', draft.state, `no workload: ${out.slice(0, 200)} ${err.slice(-300)}`)]; }
  return placesOf(withReadJson(compared(draft.workload.object, draft.template)), withReadJson(comparedResult(after)))
    .map(({ at, ours, theirs }) => difference(at, shown(ours), shown(theirs)));
}

function row(what: string, objects: readonly (readonly [string, KubeObject])[], ask: (where: string, object: KubeObject) => Difference[]): Row {
  return { what, cases: objects.length, differences: objects.flatMap(([where, object]) => ask(where, object)) };
}

async function run(): Promise<Outcome> {
  const istioctl = new Istioctl();
  try {
    const installation = istioctl.installation();
    const rows = [true, false].flatMap((native) => {
      const facts = factsOf(installation, native);
      const kind = native ? 'native' : 'classic';
      const ask = (where: string, object: KubeObject): Difference[] => asked(istioctl, where, object, installation, native);
      const workloads = policies(RUNS, facts).flatMap(({ what, objects }) => (
        objects.filter((object) => podTemplateOf(manifestOf(object))).map((object) => [what, object] as const)));
      return [
        row(`workloads with sidecar policies, ${kind} sidecars`, workloads, ask),
        row(`workloads with annotations, ${kind} sidecars`, annotated(4 * RUNS).map((object) => [`annotated ${object.metadata.name}`, object]), ask),
      ];
    });
    const deployments = gateways(GatewayRendering.INJECTED, RUNS, factsOf(installation, true)).flatMap(({ what, objects }) => (
      objects.filter((object) => podTemplateOf(manifestOf(object))).map((object) => [what, object] as const)));
    rows.push(row('gateways, rendering INJECTED', deployments, (where, object) => asked(istioctl, where, object, installation, true)));
    return { program: `istioctl kube-inject ${istioctl.version}`, rows };
  } finally {
    istioctl.remove();
  }
}

export const suite: Suite = { name: 'injector', about: "our injected pods are those of Istio's injector", run };
