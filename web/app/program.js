// What a program calls itself (`User-Agent`), as people call it.

const BROWSERS = [[/Edg\//, 'Edge'], [/OPR\//, 'Opera'], [/Firefox\//, 'Firefox'], [/SamsungBrowser\//, 'Samsung Internet'], [/Chrome\//, 'Chrome'], [/Version\/.* Safari\//, 'Safari']];
const SYSTEMS = [[/iPhone/, 'iPhone'], [/iPad/, 'iPad'], [/Android/, 'Android'], [/Windows/, 'Windows'], [/Mac OS X/, 'Mac'], [/CrOS/, 'ChromeOS'], [/Linux/, 'Linux']];

/** @param {string} agent */
export function program(agent) {
  const [browser, system] = [BROWSERS, SYSTEMS].map((list) => list.find(([sign]) => sign instanceof RegExp && sign.test(agent))?.[1]);
  return browser && system ? `${browser}, ${system}` : agent;
}
