/** Which class a unit is of and how alive the tie to it is: read, and said by hand. */
import { commands, type Id } from "./bindings.ts";
import { read } from "./query.ts";

export const gradesOf = (unit: Id) => read("unitGrades", [unit], ["*"], () => commands.unitGrades(unit));
