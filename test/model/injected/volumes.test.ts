import { gatewayYaml, USUAL } from './helpers';
import { gatewaysOf, values } from './told';
import { valueAt } from '../../../src/model/pointer';
import { type MeshFactsProps, Platform } from '../../../src/platform';
import { appYaml, ISTIO, ISTIO_CLASSIC, sidecarsIn, valueIn } from '../sidecar/helpers';

/** What is read of a pod as it will run: its volumes without their names, by them, and where the proxy mounts them. */
interface Read { readonly volumes: Readonly<Record<string, unknown>>; readonly mounts: Readonly<Record<string, string>> }

interface Named { readonly name: string; readonly mountPath: string; readonly readOnly?: boolean; readonly [field: string]: unknown }

function read(yaml: string, facts: MeshFactsProps = ISTIO): Read[] {
  return sidecarsIn(yaml, facts).map((proxy) => ({
    volumes: Object.fromEntries((valueAt(proxy.workload.object, `${proxy.template}/spec/volumes`) as Named[]).map(({ name, ...source }) => [name, source])),
    mounts: Object.fromEntries((valueIn(proxy, 'istio-proxy', 'volumeMounts') as Named[]).map(({ name, mountPath, readOnly }) => [name, readOnly ? `${mountPath} (only to read)` : mountPath])),
  }));
}

const TOKEN = (audience: string): unknown => ({ projected: { sources: [{ serviceAccountToken: { path: 'istio-token', expirationSeconds: 43_200, audience } }] } });
const INFO = {
  downwardAPI: {
    items: [{ path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } }, { path: 'annotations', fieldRef: { fieldPath: 'metadata.annotations' } }],
  },
};
const VOLUMES = {
  'workload-socket': {},
  'credential-socket': {},
  'workload-certs': {},
  'istio-envoy': { emptyDir: { medium: 'Memory' } },
  'istio-data': { emptyDir: {} },
  'istio-podinfo': INFO,
  'istio-token': TOKEN('istio-ca'),
  'istiod-ca-cert': { configMap: { name: 'istio-ca-root-cert' } },
  'istio-ca-crl': { configMap: { name: 'istio-ca-crl', optional: true } },
};
const MOUNTS = {
  'workload-socket': '/var/run/secrets/workload-spiffe-uds',
  'credential-socket': '/var/run/secrets/credential-uds',
  'workload-certs': '/var/run/secrets/workload-spiffe-credentials',
  'istiod-ca-cert': '/var/run/secrets/istio',
  'istio-ca-crl': '/var/run/secrets/istio/crl',
  'istio-data': '/var/lib/istio/data',
  'istio-envoy': '/etc/istio/proxy',
  'istio-token': '/var/run/secrets/tokens',
  'istio-podinfo': '/etc/istio/pod',
};
const without = (map: object, ...names: readonly string[]): object => (
  Object.fromEntries(Object.entries(map).filter(([name]) => !names.includes(name))));

describe('volumes of a sidecar', () => {
  test.each([['native', ISTIO], ['classic', ISTIO_CLASSIC]])('of the chart: %s', (_, facts) => {
    expect(read(appYaml(), facts)).toEqual([{ volumes: VOLUMES, mounts: MOUNTS }]);
  });

  test('before Istio 1.27 there is no list of revoked certificates', () => {
    const old = { ...ISTIO, platform: Platform.istio({ version: '1.26', kubernetesVersion: '1.33' }) };
    expect(read(appYaml(), old)).toEqual([{ volumes: without(VOLUMES, 'istio-ca-crl'), mounts: without(MOUNTS, 'istio-ca-crl') }]);
  });

  test('certificates of GKE', () => {
    const [{ volumes, mounts }] = read(appYaml(), values({ global: { caName: 'GkeWorkloadCertificate' } }));
    const certificates = { csi: { driver: 'workloadcertificates.security.cloud.google.com' } };
    expect(volumes).toEqual({ ...without(VOLUMES, 'workload-certs'), 'gke-workload-certificate': certificates });
    expect(mounts).toEqual({ ...without(MOUNTS, 'workload-certs'), 'gke-workload-certificate': '/var/run/secrets/workload-spiffe-credentials (only to read)' });
  });

  test('certificates of another CA than istiod', () => {
    expect(read(appYaml(), values({ global: { pilotCertProvider: 'kubernetes' } }))).toEqual([{
      volumes: without(VOLUMES, 'istiod-ca-cert', 'istio-ca-crl'), mounts: without(MOUNTS, 'istiod-ca-cert', 'istio-ca-crl'),
    }]);
  });

  test('another audience, and another bundle', () => {
    const [{ volumes }] = read(appYaml(), values({ global: { sds: { token: { aud: 'mesh' } }, trustBundleName: 'roots' } }));
    expect(volumes).toEqual({ ...VOLUMES, 'istio-token': TOKEN('mesh'), 'istiod-ca-cert': { configMap: { name: 'roots' } } });
    expect(read(appYaml(), values({ global: { trustBundleName: '' } }))[0].volumes).toEqual(VOLUMES);
  });

  test('certificates from Secrets are those of each pod\'s account', () => {
    const two = `${appYaml()}---\n${appYaml().replaceAll('web', 'pay')}      serviceAccountName: pay\n`;
    const found = read(two, values({ global: { mountMtlsCerts: true } }));
    expect(found.map(({ volumes }) => volumes['istio-certs'])).toEqual(['istio.default', 'istio.pay'].map((secretName) => ({ secret: { optional: true, secretName } })));
    expect(found.map(({ mounts }) => mounts['istio-certs'])).toEqual(['/etc/certs/ (only to read)', '/etc/certs/ (only to read)']);
  });

  test.each([
    ['volumes', 'sidecar.istio.io/userVolume: \'{"extra": {"emptyDir": {}}}\''],
    ['mounts', 'sidecar.istio.io/userVolumeMount: \'{"extra": {"mountPath": "/extra"}}\''],
    ['a bootstrap', 'sidecar.istio.io/bootstrapOverride: extra'],
  ])('%s of one pod are not those of the next, or of the one before', (_, annotations) => {
    const three = [appYaml(), appYaml({ annotations }).replaceAll('web', 'own'), appYaml().replaceAll('web', 'last')].join('---\n');
    const [first, own, last] = read(three);
    expect(first).toEqual({ volumes: VOLUMES, mounts: MOUNTS });
    expect(last).toEqual(first);
    expect(own).not.toEqual(first);
  });
});

test('volumes of a gateway: directories where a sidecar leaves the source to others, and nothing of revoked certificates', () => {
  const volumes = gatewaysOf(gatewayYaml(), USUAL).filter((line) => line.startsWith('/spec/volumes')).map((line) => line.split(' # ')[0]);
  expect(volumes.filter((line) => /credential-socket\]|workload-certs\]|workload-socket\]/.test(line))).toEqual([
    '/spec/volumes[workload-socket]/name "workload-socket"',
    '/spec/volumes[credential-socket]/name "credential-socket"', '/spec/volumes[credential-socket]/emptyDir {}',
    '/spec/volumes[workload-certs]/name "workload-certs"', '/spec/volumes[workload-certs]/emptyDir {}',
  ]);
  expect(volumes[0]).toBe('/spec/volumes: workload-socket, credential-socket, workload-certs, istio-envoy, istio-data, istio-podinfo, istio-token, istiod-ca-cert');
});
