import { PolicyPack } from "@pulumi/policy";
import { controls } from "./catalogue.ts";
import { readAlong } from "./configuration.ts";
import { policiesOf } from "./enforce.ts";

readAlong();
new PolicyPack("hardening", { policies: policiesOf(controls) });
