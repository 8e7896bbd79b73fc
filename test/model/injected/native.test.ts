import { gatewaysIn, gatewayYaml, USUAL } from './helpers';
import { gatewaysOf, toldOf } from './told';
import { describeOrigin } from '../../../src/model/origin';
import { sidecars } from '../../../src/model/sidecar';
import { type MeshFactsProps, Platform } from '../../../src/platform';
import { appYaml, ASM, ASM_NATIVE, contextOf, ISTIO, ISTIO_CLASSIC } from '../sidecar/helpers';

const env = (value: unknown, facts: MeshFactsProps = ISTIO): MeshFactsProps => (
  { ...facts, injectionValues: { pilot: { env: { ENABLE_NATIVE_SIDECARS: value } } } });
const declared = (version: string, nativeSidecars: boolean, kubernetesVersion = '1.33'): MeshFactsProps => (
  { ...ISTIO, platform: Platform.istio({ version, kubernetesVersion, nativeSidecars }) });
const OLD: MeshFactsProps = { ...ISTIO, platform: Platform.istio({ version: '1.23', kubernetesVersion: '1.33' }) };
const SOME: MeshFactsProps = { ...ISTIO, platform: Platform.istio({ version: '1.30.3' }) };

const ANNOTATION = 'set in Deployment shop/web at /spec/template/metadata/annotations/sidecar.istio.io~1nativeSidecar (web.yaml:16)';

describe('whether a sidecar is native, and who says so', () => {
  test.each<[string, MeshFactsProps, string | undefined, boolean | undefined, string]>([
    ['a newer cluster', ISTIO, undefined, true, 'default of Istio'],
    ['an older cluster', ISTIO_CLASSIC, undefined, false, 'default of Istio'],
    ['istiod says no', env('false'), undefined, false, 'set by istiod (ENABLE_NATIVE_SIDECARS) (global level)'],
    ['istiod says yes', env(true, ISTIO_CLASSIC), undefined, true, 'set by istiod (ENABLE_NATIVE_SIDECARS) (global level)'],
    ['istiod says a word that is none', env('yes'), undefined, true, 'default of Istio'],
    ['the platform says no', declared('1.30.3', false), undefined, false, 'set by platform (nativeSidecars) (global level)'],
    ['the platform says yes, and istiod no', { ...declared('1.30.3', true), injectionValues: { pilot: { env: { ENABLE_NATIVE_SIDECARS: 'false' } } } }, undefined, true, 'set by platform (nativeSidecars) (global level)'],
    ['ASM', ASM, undefined, false, 'default of ASM'],
    ['a newer ASM', ASM_NATIVE, undefined, true, 'default of ASM'],
    ['ASM with the variable of istiod', env('false', ASM_NATIVE), undefined, true, 'default of ASM'],
    ['nothing is known', SOME, undefined, undefined, 'unknown: whether sidecars are native: native sidecars by default: unknown on istio 1.30.3; because the Kubernetes version is not given'],
    ['the annotation', ISTIO, '"false"', false, ANNOTATION],
    ['the annotation, where nothing else is known', SOME, '"true"', true, ANNOTATION],
    ['an annotation that is empty', ISTIO, '""', true, 'default of Istio'],
    ['any other word', ISTIO_CLASSIC, 'maybe', true, ANNOTATION],
    ['the annotation on a version that does not read it', OLD, '"true"', false, 'default of Istio'],
    ['the same, which says what holds anyway', OLD, '"false"', false, ANNOTATION],
    ['the annotation on an ASM that is older than it', ASM, '"true"', false, 'default of ASM'],
    ['the annotation on a newer ASM', { ...ASM, platform: Platform.asm({ version: '1.26', kubernetesVersion: '1.28' }) }, '"true"', true, ANNOTATION],
    ['the annotation on some ASM', { ...ASM, platform: Platform.asm({ kubernetesVersion: '1.28' }) }, '"true"', undefined, "unknown: the annotation 'sidecar.istio.io/nativeSidecar'"],
    ['the annotation on ASM, which says what holds anyway', ASM, '"false"', false, ANNOTATION],
  ])('%s', (_, facts, word, value, origin) => {
    const [{ native }] = sidecars(contextOf(appYaml(word === undefined ? {} : { annotations: `sidecar.istio.io/nativeSidecar: ${word}` }), facts));
    expect(native.known ? native.value : undefined).toBe(value);
    expect(describeOrigin(native.origin).slice(0, origin.length)).toBe(origin);
  });
});

describe('where the own container of the proxy ends up', () => {
  const own = (word: string | undefined, facts: MeshFactsProps): string[] => toldOf(
    `${appYaml(word === undefined ? {} : { annotations: `sidecar.istio.io/nativeSidecar: ${word}` })}      - {name: istio-proxy, image: auto, env: [{name: OWN, value: "1"}]}\n`, facts)
    .filter((line) => line.includes('[OWN]/value') || line.startsWith('/spec/containers:')).map((line) => line.split(' # ')[0]);
  test.each<[string, MeshFactsProps, string | undefined, string[]]>([
    ['a native sidecar', ISTIO, undefined, ['/spec/containers: web', '/spec/initContainers[istio-proxy]/env[OWN]/value "1"']],
    ['a classic one', ISTIO_CLASSIC, undefined, ['/spec/containers: web, istio-proxy', '/spec/containers[istio-proxy]/env[OWN]/value "1"']],
    ['"true"', ISTIO_CLASSIC, '"true"', ['/spec/containers: web', '/spec/initContainers[istio-proxy]/env[OWN]/value "1"']],
    ['"false"', ISTIO, '"false"', ['/spec/containers: web, istio-proxy', '/spec/containers[istio-proxy]/env[OWN]/value "1"']],
    // the template makes it native for any word, the injector moves the author's own for one word only (inject.go RunTemplate)
    ['another word', ISTIO_CLASSIC, 'maybe', ['/spec/containers: web, istio-proxy', '/spec/containers[istio-proxy]/env[OWN]/value "1"', '/spec/initContainers[istio-proxy]/env[OWN]/value "1"']],
  ])('%s', (_, facts, word, lines) => { expect(own(word, facts)).toEqual(lines); });
});

describe('what the API server refuses is told with what its author can change', () => {
  test.each<[string, string]>([
    ['a value before the template\'s', 'env: [{name: POD_NAME, value: x}]'],
    ['two handlers of one probe', 'readinessProbe: {exec: {command: [a]}}'],
  ])('%s', (_, container) => {
    const [{ refusals }] = gatewaysIn(gatewayYaml({ container }), USUAL);
    expect(refusals.map(({ origin }) => describeOrigin(origin))).toEqual([expect.stringContaining('set in Deployment ingress/gw at /spec/template/spec/containers/0/')]);
  });

  test('a volume with two sources and a container that is unknown beside it', () => {
    const lines = gatewaysOf(gatewayYaml({ pod: 'volumes: [{name: istio-envoy, hostPath: {path: /x}}]' }), { ...USUAL, platform: ASM.platform });
    expect(lines[0]).toBe('state: runs');
    expect(lines.filter((line) => line.startsWith('clash'))).toEqual([]);
  });
});
