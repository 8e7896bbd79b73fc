import { BOOTSTRAP, BOOTSTRAP_PATH, readsBootstrap } from './gateway-environment';
import { BY_GATEWAY_TEMPLATE } from './names';
import { embed, type Embedded, type Part, sourced } from './sourced';
import { annotation, type TemplateInput } from './template-input';
import type { ModelContext } from '../draft';
import { chartText, chartValue, isTruthy } from '../managed/installation';
import { stringAt } from '../read';

/** What of an installation decides which volumes a gateway gets. */
function choices({ context }: TemplateInput) {
  return {
    gkeCertificates: chartText(context, '/global/caName').value === 'GkeWorkloadCertificate',
    caFromIstiod: chartText(context, '/global/pilotCertProvider').value === 'istiod',
    mountCerts: isTruthy(chartValue(context, '/global/mountMtlsCerts').value),
  };
}

/** Both, as a part that gateways share; the pod only matters where it names a bootstrap or mounts certificates of its account. */
export interface GatewayVolumes {
  readonly volumes: Embedded;
  readonly mounts: Embedded;
}

const shared = new WeakMap<ModelContext, GatewayVolumes>();

export function gatewayVolumes(input: TemplateInput): GatewayVolumes {
  const { context } = input;
  const own = customBootstrap(input) !== undefined || choices(input).mountCerts;
  const found = own ? undefined : shared.get(context);
  if (found) { return found; }
  const made = { volumes: embed(volumes(input), BY_GATEWAY_TEMPLATE), mounts: embed(mounts(input), BY_GATEWAY_TEMPLATE) };
  if (!own) { shared.set(context, made); }
  return made;
}

function mounts(input: TemplateInput): Part {
  const { gkeCertificates, caFromIstiod, mountCerts } = choices(input);
  const certificates = '/var/run/secrets/workload-spiffe-credentials';
  return [
    { name: 'workload-socket', mountPath: '/var/run/secrets/workload-spiffe-uds' },
    { name: 'credential-socket', mountPath: '/var/run/secrets/credential-uds' },
    gkeCertificates
      ? { name: 'gke-workload-certificate', mountPath: certificates, readOnly: true }
      : { name: 'workload-certs', mountPath: certificates },
    caFromIstiod ? { name: 'istiod-ca-cert', mountPath: '/var/run/secrets/istio' } : undefined,
    { name: 'istio-data', mountPath: '/var/lib/istio/data' },
    customBootstrap(input) ? { name: 'custom-bootstrap-volume', mountPath: BOOTSTRAP_PATH } : undefined,
    { name: 'istio-envoy', mountPath: '/etc/istio/proxy' },
    { name: 'istio-token', mountPath: '/var/run/secrets/tokens' },
    mountCerts ? { name: 'istio-certs', mountPath: '/etc/certs/', readOnly: true } : undefined,
    { name: 'istio-podinfo', mountPath: '/etc/istio/pod' },
  ];
}

function volumes(input: TemplateInput): Part {
  const { context, pods } = input;
  const { gkeCertificates, caFromIstiod, mountCerts } = choices(input);
  const bootstrap = customBootstrap(input);
  const audience = chartText(context, '/global/sds/token/aud');
  const bundle = chartText(context, '/global/trustBundleName');
  const info = (path: string): Part => ({ path, fieldRef: { fieldPath: `metadata.${path}` } });
  return [
    // without a source, so that another template can say which (SPIRE's CSI driver); Kubernetes makes it an emptyDir
    { name: 'workload-socket' },
    { name: 'credential-socket', emptyDir: {} },
    gkeCertificates
      ? { name: 'gke-workload-certificate', csi: { driver: 'workloadcertificates.security.cloud.google.com' } }
      : { name: 'workload-certs', emptyDir: {} },
    bootstrap && { name: 'custom-bootstrap-volume', configMap: { name: sourced(bootstrap) } },
    { name: 'istio-envoy', emptyDir: { medium: 'Memory' } },
    { name: 'istio-data', emptyDir: {} },
    { name: 'istio-podinfo', downwardAPI: { items: [info('labels'), info('annotations')] } },
    {
      name: 'istio-token',
      projected: { sources: [{ serviceAccountToken: { path: 'istio-token', expirationSeconds: 43_200, audience: sourced(audience) } }] },
    },
    caFromIstiod ? { name: 'istiod-ca-cert', configMap: { name: bundle.value === '' ? 'istio-ca-root-cert' : sourced(bundle) } } : undefined,
    mountCerts
      ? { name: 'istio-certs', secret: { optional: true, secretName: `istio.${stringAt(pods.spec, '/serviceAccountName') ?? 'default'}` } }
      : undefined,
  ];
}

function customBootstrap(input: TemplateInput) {
  const own = annotation(input.pods, BOOTSTRAP);
  return own && readsBootstrap(input) ? own : undefined;
}
