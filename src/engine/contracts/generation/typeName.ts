/** `cross-validate` and `reported_stocks` become `CrossValidate` and `ReportedStocks`. */
export function pascalCase(name: string): string {
  return name
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
