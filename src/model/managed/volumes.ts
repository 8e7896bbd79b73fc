import { fixed, ofInstallation } from './fixed';
import { Feature, Support } from '../../platform';
import type { ModelContext } from '../draft';
import { mapKnown } from '../origin';
import { chartText, chartValue } from '../rendering/installation';
import { type Part, sourced } from '../rendering/sourced';

const COMMON_MOUNTS = [
  { name: 'istio-data', mountPath: '/var/lib/istio/data' },
  { name: 'istio-envoy', mountPath: '/etc/istio/proxy' },
  { name: 'istio-token', mountPath: '/var/run/secrets/tokens' },
  { name: 'istio-podinfo', mountPath: '/etc/istio/pod' },
];

/** Where a waypoint's container mounts them. */
export const WAYPOINT_MOUNTS = fixed([
  { name: 'workload-socket', mountPath: '/var/run/secrets/workload-spiffe-uds' },
  { name: 'istiod-ca-cert', mountPath: '/var/run/secrets/istio' },
  ...COMMON_MOUNTS,
]);

/** Where a gateway's container mounts them. */
export const gatewayMounts = ofInstallation((context) => [
  fixed({ name: 'workload-socket', mountPath: '/var/run/secrets/workload-spiffe-uds' }),
  fixed({ name: 'credential-socket', mountPath: '/var/run/secrets/credential-uds' }),
  usesGkeCertificates(context)
    ? fixed({ name: 'gke-workload-certificate', mountPath: '/var/run/secrets/workload-spiffe-credentials', readOnly: true })
    : fixed({ name: 'workload-certs', mountPath: '/var/run/secrets/workload-spiffe-credentials' }),
  mountsRootCertificate(context) ? fixed({ name: 'istiod-ca-cert', mountPath: '/var/run/secrets/istio' }) : undefined,
  ...COMMON_MOUNTS.map(fixed),
]);

export const gatewayVolumes = ofInstallation((context) => [
  workloadSocket(context),
  fixed({ name: 'credential-socket', emptyDir: {} }),
  usesGkeCertificates(context)
    ? fixed({ name: 'gke-workload-certificate', csi: { driver: 'workloadcertificates.security.cloud.google.com' } })
    : fixed({ name: 'workload-certs', emptyDir: {} }),
  fixed({ name: 'istio-envoy', emptyDir: { medium: 'Memory' } }),
  fixed({ name: 'istio-data', emptyDir: {} }),
  POD_INFO,
  token(sourced(chartText(context, '/global/sds/token/aud'))),
  mountsRootCertificate(context) ? rootCertificate(context) : undefined,
]);

export const waypointVolumes = ofInstallation((context) => [
  workloadSocket(context),
  fixed({ name: 'istio-envoy', emptyDir: { medium: 'Memory' } }),
  fixed({ name: 'go-proxy-envoy', emptyDir: { medium: 'Memory' } }),
  fixed({ name: 'istio-data', emptyDir: {} }),
  fixed({ name: 'go-proxy-data', emptyDir: {} }),
  POD_INFO,
  token('istio-ca'),
  rootCertificate(context),
]);

/** Without a source an overlay can say which (SPIRE's CSI driver), and Kubernetes makes it an emptyDir where none does. */
function workloadSocket({ facts }: ModelContext): Part {
  const open = facts.platform.supports(Feature.WORKLOAD_SOCKET_OVERLAY) === Support.YES;
  return fixed(open ? { name: 'workload-socket' } : { name: 'workload-socket', emptyDir: {} });
}

const POD_INFO = fixed({
  name: 'istio-podinfo',
  downwardAPI: {
    items: [
      { fieldRef: { fieldPath: 'metadata.labels' }, path: 'labels' },
      { fieldRef: { fieldPath: 'metadata.annotations' }, path: 'annotations' },
    ],
  },
});

function token(audience: Part): Part {
  return { name: 'istio-token', projected: { sources: [{ serviceAccountToken: { audience, expirationSeconds: 43200, path: 'istio-token' } }] } };
}

/** The mesh's root certificate: a ConfigMap, or a ClusterTrustBundle where istiod is told to use those. */
function rootCertificate(context: ModelContext): Part {
  const name = chartText(context, '/global/trustBundleName');
  const named = name.value === '' ? undefined : sourced(name);
  if (chartValue(context, '/pilot/env/ENABLE_CLUSTER_TRUST_BUNDLE_API').value === true) {
    const bundle = named ? sourced(mapKnown(name, (text) => `istio.io:istiod-ca:${text}`)) : 'istio.io:istiod-ca:root-cert';
    return { name: 'istiod-ca-cert', projected: { sources: [{ clusterTrustBundle: { name: bundle, path: 'root-cert.pem' } }] } };
  }
  return { name: 'istiod-ca-cert', configMap: { name: named ?? 'istio-ca-root-cert' } };
}

function usesGkeCertificates(context: ModelContext): boolean {
  return chartText(context, '/global/caName').value === 'GkeWorkloadCertificate';
}

function mountsRootCertificate(context: ModelContext): boolean {
  return chartText(context, '/global/pilotCertProvider').value === 'istiod';
}
