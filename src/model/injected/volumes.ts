import { BOOTSTRAP_PATH, customBootstrap } from './bootstrap';
import type { TemplateInput } from './template-input';
import { userVolumes } from './user-volumes';
import { valueFor } from '../../platform/values';
import type { ModelContext } from '../draft';
import type { Origin } from '../origin';
import { stringAt } from '../read';
import { chartText, chartValue, isTruthy } from '../rendering/installation';
import { embed, type Part, sourced } from '../rendering/sourced';

/** The volumes of a template and where the proxy mounts them. */
export interface ProxyVolumes {
  readonly volumes: Part;
  readonly mounts: Part;
}

/** What of an installation decides which volumes a proxy gets. */
function choices(context: ModelContext) {
  return {
    gkeCertificates: chartText(context, '/global/caName').value === 'GkeWorkloadCertificate',
    caFromIstiod: chartText(context, '/global/pilotCertProvider').value === 'istiod',
    mountCerts: isTruthy(chartValue(context, '/global/mountMtlsCerts').value),
  };
}

/** Most pods have the same ones: printed once for a cluster and a template. */
const shared = new WeakMap<ModelContext, Map<Origin, ProxyVolumes>>();

/** @param by the template */
export function proxyVolumes(input: TemplateInput, of: 'gateway' | 'sidecar', by: Origin): ProxyVolumes {
  const { context } = input;
  const extra = of === 'sidecar' ? userVolumes(input) : { volumes: [], mounts: [] };
  const own = extra.volumes.length + extra.mounts.length > 0 || customBootstrap(input, of) !== undefined || choices(context).mountCerts;
  const found = own ? undefined : shared.get(context)?.get(by);
  if (found) { return found; }
  const made = {
    volumes: embed([...volumes(input, of), ...extra.volumes], by),
    mounts: embed([...mounts(input, of), ...extra.mounts], by),
  };
  if (!own) { shared.set(context, (shared.get(context) ?? new Map<Origin, ProxyVolumes>()).set(by, made)); }
  return made;
}

/** The root certificate, and inside of its mount the list of revoked certificates, an optional ConfigMap. */
export const ROOT_MOUNT = { name: 'istiod-ca-cert', mountPath: '/var/run/secrets/istio' } as const;
export const REVOCATIONS_MOUNT = { name: 'istio-ca-crl', mountPath: '/var/run/secrets/istio/crl' } as const;

/** Sidecars mount the list of revoked certificates; gateways do not. */
function hasRevocations({ context }: TemplateInput, of: 'gateway' | 'sidecar'): boolean {
  const value = valueFor(context.facts.platform, 'sidecarRevocationList');
  return of === 'sidecar' && choices(context).caFromIstiod && value.known && value.value;
}

function mounts(input: TemplateInput, of: 'gateway' | 'sidecar'): readonly Part[] {
  const { gkeCertificates, caFromIstiod, mountCerts } = choices(input.context);
  const certificates = '/var/run/secrets/workload-spiffe-credentials';
  return [
    { name: 'workload-socket', mountPath: '/var/run/secrets/workload-spiffe-uds' },
    { name: 'credential-socket', mountPath: '/var/run/secrets/credential-uds' },
    gkeCertificates
      ? { name: 'gke-workload-certificate', mountPath: certificates, readOnly: true }
      : { name: 'workload-certs', mountPath: certificates },
    caFromIstiod ? ROOT_MOUNT : undefined,
    hasRevocations(input, of) ? REVOCATIONS_MOUNT : undefined,
    { name: 'istio-data', mountPath: '/var/lib/istio/data' },
    customBootstrap(input, of) ? { name: 'custom-bootstrap-volume', mountPath: BOOTSTRAP_PATH } : undefined,
    { name: 'istio-envoy', mountPath: '/etc/istio/proxy' },
    { name: 'istio-token', mountPath: '/var/run/secrets/tokens' },
    mountCerts ? { name: 'istio-certs', mountPath: '/etc/certs/', readOnly: true } : undefined,
    { name: 'istio-podinfo', mountPath: '/etc/istio/pod' },
  ];
}

function volumes(input: TemplateInput, of: 'gateway' | 'sidecar'): readonly Part[] {
  const { context, pods } = input;
  const { gkeCertificates, caFromIstiod, mountCerts } = choices(context);
  const bootstrap = customBootstrap(input, of);
  const audience = chartText(context, '/global/sds/token/aud');
  const bundle = chartText(context, '/global/trustBundleName');
  const info = (path: string): Part => ({ path, fieldRef: { fieldPath: `metadata.${path}` } });
  return [
    // without a source, so that another template can say which (SPIRE's CSI driver); Kubernetes makes it an emptyDir
    { name: 'workload-socket' },
    { name: 'credential-socket', emptyDir: of === 'gateway' ? {} : undefined },
    gkeCertificates
      ? { name: 'gke-workload-certificate', csi: { driver: 'workloadcertificates.security.cloud.google.com' } }
      : { name: 'workload-certs', emptyDir: of === 'gateway' ? {} : undefined },
    bootstrap && { name: 'custom-bootstrap-volume', configMap: { name: sourced(bootstrap) } },
    { name: 'istio-envoy', emptyDir: { medium: 'Memory' } },
    { name: 'istio-data', emptyDir: {} },
    { name: 'istio-podinfo', downwardAPI: { items: [info('labels'), info('annotations')] } },
    {
      name: 'istio-token',
      projected: { sources: [{ serviceAccountToken: { path: 'istio-token', expirationSeconds: 43_200, audience: sourced(audience) } }] },
    },
    caFromIstiod ? { name: 'istiod-ca-cert', configMap: { name: bundle.value === '' ? 'istio-ca-root-cert' : sourced(bundle) } } : undefined,
    hasRevocations(input, of) ? { name: 'istio-ca-crl', configMap: { name: 'istio-ca-crl', optional: true } } : undefined,
    mountCerts
      ? { name: 'istio-certs', secret: { optional: true, secretName: `istio.${stringAt(pods.spec, '/serviceAccountName') ?? 'default'}` } }
      : undefined,
  ];
}
