// Stands for a group of rules: whatever list of rules is asked for is empty.
module.exports = new Proxy({ __esModule: true }, { get: (target, name) => target[name] ?? (String(name).endsWith('_RULES') ? [] : undefined) });
