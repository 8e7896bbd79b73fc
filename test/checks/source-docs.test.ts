import { type Finding, RuleClass } from '../../src/checks/finding';
import { MeshFacts, Platform } from '../../src/platform';
import { findingsIn } from '../support/findings';
import { sourceExample, sourceExamples } from '../support/source-docs';

/** What the documents are for: ASM on a current cluster, nothing configured besides. */
const on = (platform: Platform, injected = false): MeshFacts => new MeshFacts({
  platform, meshConfig: {}, injectionValues: {}, ...injected && { namespaces: { default: { labels: { 'istio-injection': 'enabled' } } } },
});
const ASM = Platform.asm({ version: '1.26.0.45', kubernetesVersion: '1.33', gatewayApiVersion: '1.3' });
const OLD_ASM = Platform.asm({ version: '1.26.0.45', kubernetesVersion: '1.28' });
const ISTIO = Platform.istio({ version: '1.30.3', kubernetesVersion: '1.33' });

interface Case {
  /** The examples that stand together; fragments of a spec are put into the manifest before them. */
  readonly examples: readonly string[];
  readonly facts: MeshFacts;
  /** `rule severity` of what the API server or the mesh takes amiss, and why it is rightly said. */
  readonly said: readonly (readonly [finding: string, why: string])[];
  /** What is practice, by rule and severity alone. */
  readonly practice?: readonly string[];
}

/** The rule speaks where all three times are defaults, as a note: Istio's own, 30/5/45, break the order that document 000 asks for. */
const DEFAULT_TIMES = ['DRN001 note', 'the document sets no time, and the defaults break the order of document 000'] as const;
const NOT_A_CLUSTER = ['MUL004 error', 'the id of a cluster is a placeholder'] as const;

/** Documents 004: one gateway, spread in three ways. */
const HIGHLY_AVAILABLE = [
  NOT_A_CLUSTER,
  ['NET005 error', 'https leads to 80, where http2 leads as well'],
  ['SCL001 warning', 'replicaCount 1 beside minReplicas 2'],
  DEFAULT_TIMES,
] as const;
const RATE_TARGET = [
  ['DEP001 error', 'autoscaling/v2beta2 went with Kubernetes 1.26'],
  ['TEL011 warning', 'the query counts the whole namespace, and the autoscaler moves podinfo only'],
] as const;
const AVERAGE = [
  ['DEP001 error', 'autoscaling/v2beta2 went with Kubernetes 1.26'],
  ['TEL006 error', '0.005 of a value in milliseconds'],
  ['TEL007 error', 'averageValue divides a latency by the pods'],
  ['TEL011 warning', 'the query averages the whole namespace'],
  ['TEL012 warning', 'it divides by zero without traffic'],
] as const;
const PERCENTILE = [
  ['DEP001 error', 'autoscaling/v2beta2 went with Kubernetes 1.26'],
  ['TEL007 error', 'averageValue divides a latency by the pods'],
  ['TEL010 warning', 'no reporter: source and destination count one request each'],
  ['TEL012 warning', 'histogram_quantile of buckets that do not move is NaN, as the division is'],
] as const;

const CASES: Readonly<Record<string, Case>> = {
  '000 on ASM: a fixed number of replicas is presented as autoscaling': {
    examples: ['000-gateway', '000-options'], facts: on(ASM), said: [], practice: ['SCL006 note'],
  },
  '000 on Istio: ASM\'s key proxyConfig stops the whole Gateway': {
    examples: ['000-gateway', '000-options'], facts: on(ISTIO), said: [['GWA003 error', 'Istio refuses a ConfigMap with a key that it does not know']],
  },
  '000: the waypoint without its options': {
    examples: ['000-gateway'],
    facts: on(ASM),
    said: [['GWA002 warning', 'they may be in the cluster already'], ['DRN001 note', 'the times that are known are defaults']],
  },
  '001: the ingress gateway of two clusters': {
    examples: ['001-ingress'],
    facts: on(ASM),
    said: [
      NOT_A_CLUSTER,
      ['NET004 note', 'targetPort 0 becomes 443'],
      ['SCL011 warning', 'a CPU target without minReplicas and maxReplicas is half an autoscaler'],
      DEFAULT_TIMES,
    ],
    practice: ['RES004 note', 'SEC022 note'],
  },
  '001: the egress gateway': {
    examples: ['001-egress'],
    facts: on(ASM),
    said: [NOT_A_CLUSTER, ['NET023 note', 'HTTP and HTTPS are no protocols of a Service; ASM makes TCP of them'], DEFAULT_TIMES],
    practice: ['RES004 note', 'SCL023 warning', 'SEC001 warning'],
  },
  '001: overrides for a cluster that the gateway is not in': {
    examples: ['001-egress', '001-overrides'],
    facts: on(ASM),
    said: [
      NOT_A_CLUSTER,
      ['MUL001 error', 'the fragment is for another cluster than the egress example'],
      ['NET023 note', 'HTTP and HTTPS are no protocols of a Service; ASM makes TCP of them'],
      DEFAULT_TIMES,
    ],
    practice: ['RES004 note', 'SCL023 warning', 'SEC001 warning'],
  },
  '001: volumes': {
    examples: ['001-ingress', '001-config-volumes', '001-secret-volumes'],
    facts: on(ASM),
    said: [
      NOT_A_CLUSTER,
      ['NET004 note', 'targetPort 0 becomes 443'],
      ['SCL011 warning', 'a CPU target without minReplicas and maxReplicas is half an autoscaler'],
      DEFAULT_TIMES,
    ],
    practice: ['RES004 note', 'SEC022 note'],
  },
  '002: sleep without a sidecar': { examples: ['002-sleep'], facts: on(ASM), said: [] },
  '002: sleep with a native sidecar, which no timer stops': { examples: ['002-sleep'], facts: on(ASM, true), said: [] },
  '002: sleep with a sidecar that waits for connections to end': {
    examples: ['002-sleep'], facts: on(OLD_ASM, true), said: [['DRN006 error', 'the grace period of 0 is over before the 5 seconds of the minimum drain']],
  },
  '003, option 1, on ASM': { examples: ['003-request-rate'], facts: on(ASM), said: RATE_TARGET },
  '003, option 1, on Istio': { examples: ['003-request-rate'], facts: on(ISTIO), said: RATE_TARGET },
  '003, option 2, on ASM': { examples: ['003-average-latency'], facts: on(ASM), said: AVERAGE },
  '003, option 2, on Istio': { examples: ['003-average-latency'], facts: on(ISTIO), said: AVERAGE },
  '003, option 3, on ASM': { examples: ['003-p95-latency'], facts: on(ASM), said: PERCENTILE, practice: ['TEL013 note'] },
  '003, option 3, on Istio': { examples: ['003-p95-latency'], facts: on(ISTIO), said: PERCENTILE, practice: ['TEL013 note'] },
  '003: the three options together, as the page offers them': {
    examples: ['003-request-rate', '003-average-latency', '003-p95-latency'],
    facts: on(ASM),
    said: [...new Set([...RATE_TARGET, ...AVERAGE, ...PERCENTILE]), ['SCL024 error', 'the controller stops all autoscalers of one workload']],
    practice: ['TEL013 note'],
  },
  '004: over nodes': { examples: ['004-nodes'], facts: on(ASM), said: HIGHLY_AVAILABLE, practice: ['RES004 note', 'SEC022 note'] },
  // a soft rule by zone lets two pods onto one node as soon as there are more pods than zones
  '004: over zones': { examples: ['004-zones'], facts: on(ASM), said: HIGHLY_AVAILABLE, practice: ['AVL014 warning', 'RES004 note', 'SEC022 note'] },
  '004: on elastic container instances': {
    examples: ['004-eci'], facts: on(ASM), said: [...HIGHLY_AVAILABLE, ['AVL008 warning', 'the vSwitches are placeholders']], practice: ['LIM012 error', 'RES004 note', 'SEC022 note'],
  },
};

const isFragment = (example: string): boolean => !/^apiVersion:/m.test(sourceExample(example));

/** Manifests one after the other; what is a part of a spec stands at the end of the one before. The workload of 002 is put where sidecars are injected. */
function textOf(examples: readonly string[]): string {
  return examples.map((example, at) => {
    const text = sourceExample(example);
    if (isFragment(example)) { return text.trimEnd().replace(/^(?=.)/gm, '  '); }
    return `${at === 0 ? '' : '---\n'}${text.trimEnd().replace(/^metadata:\n {2}name: sleep$/gm, 'metadata:\n  namespace: default\n  name: sleep')}`;
  }).join('\n');
}

/** The same rule may speak once for each cluster or port. */
const shown = (findings: readonly Finding[]): string[] => [...new Set(findings.map(({ ruleId, severity }) => `${ruleId} ${severity}`))].sort();

describe.each(Object.entries(CASES))('source document %s', (_, { examples, facts, said, practice = [] }) => {
  const findings = findingsIn(textOf(examples), facts);

  test('what the API server or the mesh takes amiss', () => {
    const wanted = new Set(said.map(([finding]) => finding));
    expect(shown(findings.filter(({ ruleClass }) => ruleClass !== RuleClass.PRACTICE))).toEqual([...wanted].sort());
  });

  test('what is practice', () => {
    expect(shown(findings.filter(({ ruleClass }) => ruleClass === RuleClass.PRACTICE))).toEqual([...practice]);
  });
});

test('every manifest of the documents is judged', () => {
  const judged = new Set(Object.values(CASES).flatMap(({ examples }) => examples));
  // what 002 prints besides is the injector's output, or a part of a container
  expect(sourceExamples().filter((example) => !judged.has(example) && !example.startsWith('002-'))).toEqual([]);
});
