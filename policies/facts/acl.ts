/** The entries of one of Swift's access lists. */
export const aclOf = (list: string | undefined): string[] =>
  String(list ?? "")
    .split(",")
    .map((entry) => entry.replaceAll(/\s/g, ""))
    .filter((entry) => entry !== "");

/** Whether an entry lets in whoever comes: everybody, every user of the cloud, or whoever says that they come from some page. */
export const isForEverybody = (entry: string): boolean =>
  entry === "*" ||
  entry === "*:*" ||
  entry.toLowerCase() === ".rlistings" ||
  /^\.r(ef|eferer|eferrer)?:(?!-)/i.test(entry);
