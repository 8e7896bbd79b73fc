import { fixed } from './fixed';
import type { RenderInput } from './input';
import { chartText, chartValue } from './installation';
import { type Part, sourced } from '../injected/sourced';
import { mapKnown } from '../origin';

const COMMON_MOUNTS: readonly Part[] = [
  fixed({ name: 'istio-data', mountPath: '/var/lib/istio/data' }),
  fixed({ name: 'istio-envoy', mountPath: '/etc/istio/proxy' }),
  fixed({ name: 'istio-token', mountPath: '/var/run/secrets/tokens' }),
  fixed({ name: 'istio-podinfo', mountPath: '/etc/istio/pod' }),
];

const WAYPOINT_MOUNTS: readonly Part[] = [
  fixed({ name: 'workload-socket', mountPath: '/var/run/secrets/workload-spiffe-uds' }),
  fixed({ name: 'istiod-ca-cert', mountPath: '/var/run/secrets/istio' }),
  ...COMMON_MOUNTS,
];

/** Where a gateway's container mounts them. */
export function gatewayMounts(input: RenderInput): readonly Part[] {
  return [
    fixed({ name: 'workload-socket', mountPath: '/var/run/secrets/workload-spiffe-uds' }),
    fixed({ name: 'credential-socket', mountPath: '/var/run/secrets/credential-uds' }),
    usesGkeCertificates(input)
      ? fixed({ name: 'gke-workload-certificate', mountPath: '/var/run/secrets/workload-spiffe-credentials', readOnly: true })
      : fixed({ name: 'workload-certs', mountPath: '/var/run/secrets/workload-spiffe-credentials' }),
    mountsRootCertificate(input) ? fixed({ name: 'istiod-ca-cert', mountPath: '/var/run/secrets/istio' }) : undefined,
    ...COMMON_MOUNTS,
  ];
}

/** Where a waypoint's container mounts them. */
export function waypointMounts(): readonly Part[] {
  return WAYPOINT_MOUNTS;
}

export function gatewayVolumes(input: RenderInput): readonly Part[] {
  return [
    fixed({ name: 'workload-socket', emptyDir: {} }),
    fixed({ name: 'credential-socket', emptyDir: {} }),
    usesGkeCertificates(input)
      ? fixed({ name: 'gke-workload-certificate', csi: { driver: 'workloadcertificates.security.cloud.google.com' } })
      : fixed({ name: 'workload-certs', emptyDir: {} }),
    fixed({ name: 'istio-envoy', emptyDir: { medium: 'Memory' } }),
    fixed({ name: 'istio-data', emptyDir: {} }),
    POD_INFO,
    token(sourced(chartText(input.context, '/global/sds/token/aud'))),
    mountsRootCertificate(input) ? rootCertificate(input) : undefined,
  ];
}

export function waypointVolumes(input: RenderInput): readonly Part[] {
  return [
    fixed({ name: 'workload-socket', emptyDir: {} }),
    fixed({ name: 'istio-envoy', emptyDir: { medium: 'Memory' } }),
    fixed({ name: 'go-proxy-envoy', emptyDir: { medium: 'Memory' } }),
    fixed({ name: 'istio-data', emptyDir: {} }),
    fixed({ name: 'go-proxy-data', emptyDir: {} }),
    POD_INFO,
    token('istio-ca'),
    rootCertificate(input),
  ];
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
function rootCertificate({ context }: RenderInput): Part {
  const name = chartText(context, '/global/trustBundleName');
  const named = name.value === '' ? undefined : sourced(name);
  if (chartValue(context, '/pilot/env/ENABLE_CLUSTER_TRUST_BUNDLE_API').value === true) {
    const bundle = named ? sourced(mapKnown(name, (text) => `istio.io:istiod-ca:${text}`)) : 'istio.io:istiod-ca:root-cert';
    return { name: 'istiod-ca-cert', projected: { sources: [{ clusterTrustBundle: { name: bundle, path: 'root-cert.pem' } }] } };
  }
  return { name: 'istiod-ca-cert', configMap: { name: named ?? 'istio-ca-root-cert' } };
}

function usesGkeCertificates({ context }: RenderInput): boolean {
  return chartText(context, '/global/caName').value === 'GkeWorkloadCertificate';
}

function mountsRootCertificate({ context }: RenderInput): boolean {
  return chartText(context, '/global/pilotCertProvider').value === 'istiod';
}
