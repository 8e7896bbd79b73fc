import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Severity } from '../../src/checks/finding';
import { MeshFacts, Platform } from '../../src/platform';
import { findingsIn } from '../support/findings';

/** Istio's own fixtures for `istioctl analyze`; read where they are, never copied. */
const ROOT = join(process.env.CDK8S_ISTIO_CONFORMANCE ?? join(__dirname, '../../../shared/conformance'), 'istio-analyzer-1.30.3');

/** As `istioctl analyze` sees a cluster: a namespace that is not there has no labels, and nothing else is configured. */
const FACTS = new MeshFacts({
  platform: Platform.istio({ version: '1.30.3', kubernetesVersion: '1.33' }),
  meshConfig: {},
  injectionValues: {},
  namespaces: { 'default': {}, 'not-injected': {}, 'bookinfo': {}, 'ns2': {} },
});

interface Case {
  /** `rule severity kind/name` of what the analyzer's codes are here. */
  readonly found: readonly string[];
  /** What we find besides, rightly: the API server or istiod's webhook refuses what the analyzer never applies. */
  readonly also?: readonly string[];
  /** Manifests that the analyzer's suite has beside the file. */
  readonly context?: string;
}

/** An ingress gateway of the usual labels, with one port for traffic. */
const INGRESS_GATEWAY = `
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: istio-ingressgateway, namespace: istio-system}
spec:
  selector: {matchLabels: {istio: ingressgateway}}
  template:
    metadata:
      labels: {istio: ingressgateway, sidecar.istio.io/inject: "true"}
      annotations: {inject.istio.io/templates: gateway}
    spec: {containers: [{name: istio-proxy, image: auto}]}
---
apiVersion: v1
kind: Service
metadata: {name: istio-ingressgateway, namespace: istio-system}
spec:
  selector: {istio: ingressgateway}
  ports: [{name: status-port, port: 15021}, {name: http2, port: 80, targetPort: 8080}]
`;

const CASES: Readonly<Record<string, Case>> = {
  // IST0147 for the pod, IST0146 for the Deployment
  'image-auto.yaml': {
    found: ['CAP028 error Pod/injected-pod', 'CAP028 error Deployment/non-injected-gateway-deployment'],
  },
  // IST0108, IST0125, IST0107 (three times)
  'misannotated.yaml': {
    found: [
      'CAP014 warning Service/httpbin', 'CAP027 error Pod/invalid-annotations', 'CAP013 warning Pod/grafana-test',
      'CAP013 error Deployment/fortio-deploy', 'CAP013 warning Namespace/staging',
    ],
  },
  // IST0162
  'gateway-no-port.yaml': { found: ['NET017 warning Gateway/httpbin-gateway'], context: INGRESS_GATEWAY },
  // IST0111; the two say the same, so that nothing is lost
  'sidecar-default-selector.yaml': {
    found: ['CAP023 warning Sidecar/has-conflict-1', 'CAP023 warning Sidecar/has-conflict-2'],
    also: ['CAP022 error Sidecar/namespace-scoped', 'CAP022 error Sidecar/pod-scoped', 'CAP022 error Sidecar/namespace-not-ambient'],
  },
  // absolute operations, or a priority: the analyzer has nothing to say
  'absolute-envoy-filter-operation.yaml': { found: [] },
};

/** The analyzer's suite has pods without an image, and a pod without a spec: no server would take them, and the analyzer does not ask one. */
const UNAPPLIED = /^LIM01[34] error /;

const OURS = /^(?:CAP|NET017)/;

// a clean clone does not have the folder: then each case is skipped by its name, and nothing else is
const files = existsSync(ROOT) ? readdirSync(ROOT).filter((file) => file.endsWith('.yaml')) : [];

for (const file of files.filter((name) => CASES[name] === undefined)) {
  test.skip(`${file}: nobody has described what is found in it`, () => undefined);
}

for (const [file, wanted] of Object.entries(CASES)) {
  if (!files.includes(file)) {
    test.skip(`${file} (it is not there)`, () => undefined);
    continue;
  }
  describe(file, () => {
    const findings = findingsIn(readFileSync(join(ROOT, file), 'utf8') + (wanted.context ?? ''), FACTS);
    const shown = findings.map(({ ruleId, severity, object }) => ({ ruleId, severity, text: `${ruleId} ${severity} ${object.kind}/${object.name}` }));

    test('what the analyzer finds', () => {
      const notes = shown.filter(({ ruleId, severity }) => OURS.test(ruleId) && severity !== Severity.NOTE).map(({ text }) => text);
      expect([...new Set(notes)].sort()).toEqual([...wanted.found, ...wanted.also ?? []].sort());
    });

    test('no error besides', () => {
      const expected = new Set([...wanted.found, ...wanted.also ?? []]);
      const besides = shown.filter(({ severity, text }) => severity === Severity.ERROR && !expected.has(text) && !UNAPPLIED.test(text));
      expect(besides.map(({ text }) => text)).toEqual([]);
    });
  });
}
