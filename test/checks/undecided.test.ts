import { App, Chart } from 'cdk8s';
import { ValidationAspects } from '../../src/checks';
import { checkManifests } from '../../src/checks/check-manifests';
import { reasonsOf } from '../../src/checks/reasons';
import { ALL_RULES } from '../../src/checks/rules';
import { emit } from '../../src/kube/emit';
import { readManifests } from '../../src/model';
import { MeshFacts, type MeshFactsProps, Platform } from '../../src/platform';

const ISTIO: MeshFactsProps = { platform: Platform.istio({ version: '1.30.3', kubernetesVersion: '1.33' }) };

const workload = (name: string, namespace?: string, more = '', kind = 'Deployment'): string => `apiVersion: apps/v1
kind: ${kind}
metadata: {name: ${name}${namespace === undefined ? '' : `, namespace: ${namespace}`}}
spec:
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}${more}}}
    spec: {containers: [{name: web, image: "web:1"}]}
---
`;
const namespace = (name: string, labels: string): string => `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}, labels: {${labels}}}\n---\n`;

/** Why rules were not judged, for sidecars that may be there. */
function reasons(yaml: string, facts: MeshFactsProps = ISTIO, defaultNamespace?: string) {
  return reasonsOf(checkManifests(readManifests(yaml), new MeshFacts(facts), { defaultNamespace }).notEvaluated).filter(({ why }) => why.startsWith('whether pods'));
}

const WHERE = (names: string): string => `whether pods get a sidecar is not known without the labels of their namespaces (${names}); name them in the facts or add their manifests`;

describe('pods that may have a sidecar', () => {
  test('are not judged as if they had none: each rule that would judge a sidecar says so, with their number', () => {
    const [only, ...others] = reasons(workload('a', 'shop') + workload('b', 'pay') + workload('c', 'shop', '', 'StatefulSet'));
    expect(others).toEqual([]);
    expect(only.why).toBe(WHERE('pay, shop'));
    const ofSidecars = ALL_RULES.filter((rule) => rule.on === 'proxy' && (rule.roles?.includes('sidecar') ?? true) && (rule.makes?.includes('sidecar') ?? true));
    expect(only.ruleIds).toEqual(ofSidecars.map(({ id }) => id).sort());
    expect(only.count).toBe(3 * ofSidecars.length);
  });

  test.each<[string, string, { readonly facts?: MeshFactsProps; readonly defaultNamespace?: string }]>([
    ['a namespace among the manifests', workload('a', 'shop') + namespace('shop', 'istio-injection: enabled'), {}],
    ['one that is not injected', workload('a', 'shop') + namespace('shop', 'istio-injection: disabled'), {}],
    ['one without a word about injection', workload('a', 'shop') + namespace('shop', 'team: a'), {}],
    ['a namespace of the facts', workload('a', 'shop'), { facts: { ...ISTIO, namespaces: { shop: { labels: {} } } } }],
    ['pods that ask for it', workload('a', 'shop', ', sidecar.istio.io/inject: "true"'), {}],
    ['pods that send it away', workload('a', 'shop', ', sidecar.istio.io/inject: "false"'), {}],
    ['a namespace that is never injected', workload('a', 'kube-system'), {}],
    ['a known namespace for objects that name none', workload('a') + namespace('shop', 'istio-injection: enabled'), { defaultNamespace: 'shop' }],
    ['no workload', namespace('shop', 'istio-injection: enabled'), {}],
  ])('%s: nothing is left open', (_, yaml, { facts, defaultNamespace }) => { expect(reasons(yaml, facts, defaultNamespace)).toEqual([]); });

  test('of many namespaces some are named, and objects that name none are told so', () => {
    const many = ['g', 'f', 'e', 'd', 'c', 'b', 'a'].map((name) => workload('web', name)).join('');
    expect(reasons(many).map(({ why }) => why)).toEqual([WHERE('a, b, c, d, e, 2 more')]);
    expect(reasons(workload('web')).map(({ why }) => why)).toEqual([WHERE('objects that name none')]);
    expect(reasons(workload('web'), ISTIO, 'shop').map(({ why }) => why)).toEqual([WHERE('shop')]);
  });

  test('are told in an app as well, under the rules that hold where they stand', () => {
    const app = new App();
    Platform.istio({ version: '1.30.3', kubernetesVersion: '1.33' }).applyTo(app);
    const [judged, other] = ['judged', 'other'].map((id) => new Chart(app, id, { namespace: id }));
    for (const chart of [judged, other]) {
      const { object: { apiVersion, kind, spec } } = readManifests(workload('web'))[0];
      emit(chart, 'web', { apiVersion, kind, metadata: { name: 'web' }, spec });
    }
    ValidationAspects.of(judged).recommended();
    const why = reasonsOf(ValidationAspects.of(app).report().notEvaluated).filter((one) => one.why.startsWith('whether pods'));
    expect(why).toEqual([expect.objectContaining({ why: WHERE('judged') })]);
  });
});
