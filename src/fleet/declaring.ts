/** What a fleet declares gateways with: reading, choosing a rendering, judging. The door through which MeshFleet loads all of it at once. */
export { FleetGateway } from './gateway';
export { gatewayProblems } from './gateway-problems';
export { declareByProps, declareByResource } from '../gateway/declare';
export { readGatewayFile, readGatewayText } from '../gateway/from-yaml';
export { chooseRendering } from '../gateway/render/choose';
