// Pulumi's plugin runner puts a ts-node on `require` that knows no import with an ending. It leaves `.mts` to Node, and so all that is imported from there.
module.exports = require("./index.mts");
