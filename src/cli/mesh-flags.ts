import type { Command } from 'commander';

/** The flags of every command that reads manifests: which mesh runs them, and what no manifest holds. */
export function addMeshFlags(command: Command): Command {
  return command
    .option('--platform <mesh>', 'istio@VERSION or asm@VERSION (default: istio@1.31)')
    .option('--kubernetes <version>', 'Kubernetes version; without it, what depends on it is not evaluated')
    .option('--gateway-api <version>', 'version of the Gateway API CRDs')
    .option('--cluster-kind <kind>', 'on ASM: ack, ack-serverless …')
    .option('--native-sidecars', 'on Istio: sidecars are native')
    .option('--no-native-sidecars', 'on Istio: sidecars are not native')
    .option('--mesh-config <file>', 'the mesh config, or its ConfigMap')
    .option('--values <file>', 'the values istiod injects with, or their ConfigMap')
    .option('--namespaces <file>', 'namespaces with their labels (kubectl get namespaces -o yaml)')
    .option('-n, --namespace <name>', 'namespace of objects that name none')
    .option('--cluster-folders', 'each folder in PATH is a cluster; mesh/ is ASM\'s control plane')
    .option('--config <file>', 'configuration file (default: .cdk8s-istio.yaml, here or above)');
}
