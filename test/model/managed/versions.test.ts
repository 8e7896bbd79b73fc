import { codes, gatewayYaml, istio, optionsYaml, PARAMETERS, rendered } from './helpers';
import type { ManagedRendering } from '../../../src/model/managed';
import { listAt } from '../../../src/model/read';
import type { MeshFactsProps } from '../../../src/platform';

/** What istiod makes of a Gateway differs from one version to the next. */
const SPIRE = {
  deployment: `
spec:
  template:
    spec:
      volumes:
      - name: workload-socket
        csi: {driver: csi.spiffe.io, readOnly: true}`,
};

const firstVolume = (className: string, version: string, overlays: Readonly<Record<string, string>> = {}): unknown => {
  const { deployment, container } = rendered(gatewayYaml({ class: className, spec: PARAMETERS }) + optionsYaml(overlays), istio(version));
  expect(container).toBe('/spec/template/spec/containers/0');
  return listAt(deployment.object, '/spec/template/spec/volumes')!.find((volume) => (volume as { name: string }).name === 'workload-socket');
};

describe.each(['istio', 'istio-waypoint'])('the socket of the workload API, class %s', (className) => {
  test('Istio 1.30 says that it is an emptyDir, so that an overlay gives it a second source', () => {
    expect(firstVolume(className, '1.30.5')).toEqual({ name: 'workload-socket', emptyDir: {} });
    expect(firstVolume(className, '1.30.5', SPIRE)).toEqual({ name: 'workload-socket', emptyDir: {}, csi: { driver: 'csi.spiffe.io', readOnly: true } });
  });

  test('Istio 1.31 leaves it open', () => {
    expect(firstVolume(className, '1.31')).toEqual({ name: 'workload-socket' });
    expect(firstVolume(className, '1.31', SPIRE)).toEqual({ name: 'workload-socket', csi: { driver: 'csi.spiffe.io', readOnly: true } });
  });
});

const LISTENERS = `listeners:
- {name: a.b, port: 80, protocol: HTTP}
- {name: a-b, port: 443, protocol: HTTPS}
- {name: status-port, port: 8080, protocol: TCP}
- {name: ${'x'.repeat(70)}, port: 9000, protocol: TCP}
- {name: ${'x'.repeat(63)}, port: 9001, protocol: TCP}
`;

const QUIC: MeshFactsProps = { injectionValues: { pilot: { env: { PILOT_ENABLE_QUIC_LISTENERS: 'true' } } } };

const gateway = (version: string, facts: MeshFactsProps = {}, parts: Parameters<typeof gatewayYaml>[0] = { spec: LISTENERS }): ManagedRendering => (
  rendered(gatewayYaml(parts), { ...istio(version), ...facts }));

function ports({ service }: ManagedRendering): string[] {
  return listAt(service.object, '/spec/ports')!.map((port) => {
    const { name, port: number, protocol, appProtocol } = port as Record<string, string>;
    return `${name} ${number}/${protocol} ${appProtocol}`;
  });
}

describe('the ports of the Service', () => {
  const SAME = ['status-port 15021/TCP tcp', 'a-b 80/TCP http', 'a-b 443/TCP https', 'status-port 8080/TCP tcp', `${'x'.repeat(63)} 9000/TCP tcp`, `${'x'.repeat(63)} 9001/TCP tcp`];
  const UNIQUE = ['status-port 15021/TCP tcp', 'a-b 80/TCP http', 'a-b-443 443/TCP https', 'status-port-8080 8080/TCP tcp',
    `${'x'.repeat(63)} 9000/TCP tcp`, `${'x'.repeat(58)}-9001 9001/TCP tcp`];

  test.each([['1.29.6', SAME], ['1.29.7', UNIQUE], ['1.30.5', SAME], ['1.31', UNIQUE]])('names that become one on Istio %s', (version, expected) => {
    const made = gateway(version);
    expect(ports(made)).toEqual(expected);
    expect(new Set(codes(made))).toEqual(new Set(expected === SAME ? ['duplicate-port-name'] : []));
  });

  test('with QUIC Istio 1.31 opens the UDP port of HTTPS as well', () => {
    expect(ports(gateway('1.30.5', QUIC))).toEqual(SAME);
    expect(ports(gateway('1.31', QUIC))).toEqual([...UNIQUE.slice(0, 3), 'a-b-443-quic 443/UDP https', ...UNIQUE.slice(3)]);
  });

  test("the waypoint's template writes TCP whatever the port is", () => {
    const parts = { class: 'istio-east-west', spec: 'listeners:\n- {name: mesh, port: 15008, protocol: HBONE}\n- {name: web, port: 443, protocol: HTTPS}\n' };
    const facts = { injectionValues: { pilot: { env: { PILOT_ENABLE_QUIC_LISTENERS: 'true', AMBIENT_ENABLE_MULTI_NETWORK: 'true' } } } };
    expect(ports(gateway('1.31', facts, parts)).slice(2)).toEqual(['web 443/TCP https', 'web-quic 443/TCP https']);
  });

  test('a name that the suffix made is told apart once more', () => {
    const spec = 'listeners:\n- {name: a-b-443, port: 80, protocol: HTTP}\n- {name: a-b, port: 81, protocol: HTTP}\n- {name: a.b, port: 443, protocol: HTTPS}\n';
    expect(ports(gateway('1.31', {}, { spec })).slice(1)).toEqual(['a-b-443 80/TCP http', 'a-b 81/TCP http', 'a-b-443x 443/TCP https']);
  });
});
