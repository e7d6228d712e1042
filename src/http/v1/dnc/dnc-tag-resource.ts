import Type from "typebox";
import { Name } from "../../../validation/field-schemas.ts";

export const TagId = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description: "0: the global tag" });

export const DncTagResource = Type.Object({ dncTagId: TagId, dncTagLabel: Type.String() }, { title: "DncTag" });
export const NewDncTag = Type.Object({ dncTagLabel: Name }, { additionalProperties: false });
