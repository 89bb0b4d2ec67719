import("./index.ts");
