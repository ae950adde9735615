/** An invented group of three levels with its people, money, conversations and tasks. No chance: the same each time. */
import type { RecordDto, Ref, Value } from "../../src/ipc/bindings.ts";

const zone = "Asia/Shanghai";
const day = 86_400_000;
const text = (v: string): Value => ({ t: "text", v });
const choice = (v: string): Value => ({ t: "choice", v });
const money = (yuan: number): Value => ({ t: "money", v: { minor: `${yuan * 100}`, currency: "CNY" } });
const ref = (id: string, label: string): Value => ({ t: "ref", v: { id, label } });
const none: Value = { t: "null" };

const groups: [string, string, string[]][] = [
  [
    "鲲鹏重工集团",
    "manufacturing",
    ["鲲鹏华东装备", "鲲鹏海外事业", "鲲鹏融资租赁", "鲲鹏青岛港务", "鲲鹏智慧供应链"],
  ],
  ["远澜航运集团", "transport", ["远澜武汉研究院", "远澜工程技术", "远澜上海国际", "远澜西南分部"]],
  ["华衡检测集团", "business_services", ["华衡苏州检测", "华衡认证中心", "华衡计量"]],
  ["青禾农业控股", "agriculture", ["青禾种业", "青禾冷链", "青禾食品"]],
  ["Meridian Energy Asia", "energy", ["Meridian Suzhou", "Meridian Grid Services"]],
];
const leaves = ["精密制造", "物流中心", "采购部", "信息部"];
const people = "张伟 李娜 王芳 刘洋 陈静 杨帆 赵磊 黄敏 周涛 吴倩 徐斌 孙丽 马超 朱琳 胡军 林月".split(" ");
const titles = "采购总监 厂长 财务经理 信息部长 副总裁 设备主管".split(" ");
const owners = ["陈思远", "李嘉怡", "王一鸣"];
const levels = ["a", "b", "b", "c", "d"];
const statuses = ["active", "active", "contacted", "prospect", "dormant"];
const states = ["delivering", "signed", "talking", "done", "ended"];
const talks = [
  "二期验收单已走到财务，本周五前可付第三笔。对方希望把备件清单一并报价。",
  "见到生产厂长，设备稼动率 87%，满意度口头给 4.6。提出夜班响应慢，需要答复。",
  "对方内部预算会推迟到下月，约定月底前再确认。",
  "Sent the revised quote; they will compare with the current supplier and call back on Friday.",
];

const steps = [
  "确认第三笔付款日期",
  "发二期备件报价",
  "约厂长看夜班响应",
  "补签年度框架",
  "季度回访",
  "Send the revised quote",
];

const pick = <T>(list: readonly T[], n: number): T => list[n % list.length] as T;

/** `YYYY-MM-DD`, `n` days from today, local. */
export const dayFromToday = (n: number): string => localDay(Date.now() + n * day);

/** The day the clocks here show at an instant. */
export function localDay(instant: number): string {
  const at = new Date(instant);
  return `${at.getFullYear()}-${`${at.getMonth() + 1}`.padStart(2, "0")}-${`${at.getDate()}`.padStart(2, "0")}`;
}

export function inventRecords(): Map<string, RecordDto> {
  const all = new Map<string, RecordDto>();
  const put = (entity: string, id: string, values: Record<string, Value>): Ref => {
    all.set(id, { entity, id, rev: 1, values, warnings: [], deleted: false });
    return {
      id,
      label:
        Object.values(values)[0]?.t === "text" ? String((Object.values(values)[0] as { v: string }).v) : id,
    };
  };
  let n = 0;

  const unit = (name: string, kind: string, industry: string, parent: Ref | null, group: Ref | null): Ref => {
    n += 1;
    const id = `u${`${n}`.padStart(3, "0")}`;
    const self = { id, label: name };
    const dueIn = (n % 17) - 3;
    const person = `${pick(people, n)}`;
    const amount = n % 6 === 0 ? 0 : ((n * 7919) % 4100) * 10_000;
    put("unit", id, {
      legal_name: text(name),
      short_name: text(name.slice(0, 4)),
      kind: choice(kind),
      parent: parent ? ref(parent.id, parent.label) : none,
      group: ref((group ?? self).id, (group ?? self).label),
      level: choice(pick(levels, n)),
      status: choice(pick(statuses, n)),
      industry: choice(industry),
      owner: text(pick(owners, n)),
      coop_amount: amount ? money(amount) : none,
      coop_count: { t: "number", v: amount ? 1 + (n % 3) : 0 },
      contact_name: text(person),
      contact_phone: text(`138 0000 ${1000 + n}`),
      next_touch: n % 5 === 4 ? none : { t: "wall", v: { at: `${dayFromToday(dueIn)}T10:00`, zone } },
      next_step: n % 5 === 4 ? none : text(pick(steps, n)),
      last_touch: { t: "instant", v: Date.now() - ((n * 5) % 50) * day },
      children: { t: "number", v: 0 },
      code: text(`KH-${1000 + n}`),
      since_on: { t: "date", v: "2021-03-01" },
      reviewed_on: n % 4 === 3 ? none : { t: "date", v: dayFromToday(pick([0, -100, -35], n % 4)) },
      review_skipped_on: n % 16 === 6 ? { t: "date", v: dayFromToday(0) } : none,
      address: text("上海市浦东新区世纪大道 100 号"),
      tags: { t: "texts", v: n % 4 === 0 ? ["展会", "老客户"] : [] },
      created_at: { t: "instant", v: Date.now() - 300 * day },
      updated_at: { t: "instant", v: Date.now() - n * day },
    });
    const contact = put("contact", `c${id}`, {
      full_name: text(person),
      unit: ref(id, name),
      title: text(pick(titles, n)),
      phones: {
        t: "phones",
        v: [
          {
            raw: `138 0000 ${1000 + n}`,
            e164: `+861380000${1000 + n}`,
            ext: null,
            kind: "mobile",
            ok: "yes",
          },
        ],
      },
      emails: n % 4 === 3 ? none : { t: "texts", v: [`c${1000 + n}@example.com`] },
      wechat: text(`wx_${1000 + n}`),
      gender: choice(n % 2 ? "male" : "female"),
      left: { t: "bool", v: false },
    });
    put("post", `p${id}`, {
      title: text(pick(titles, n)),
      contact: ref(contact.id, person),
      unit: ref(id, name),
      department: text("采购部"),
      is_primary: { t: "bool", v: true },
    });
    if (amount) {
      put("cooperation", `k${id}`, {
        name: text(n % 2 ? "二期产线改造" : "年度备件框架"),
        unit: ref(id, name),
        type: choice(n % 3 ? "product" : "both"),
        state: choice(pick(states, n)),
        amount: money(amount),
        start: { t: "date", v: "2026-03-01" },
        end: { t: "date", v: "2027-03-31" },
        payment_method: choice("transfer"),
        satisfaction: n % 4 ? choice(`${3 + (n % 3)}`) : none,
      });
    }
    for (let step = 0; step < 2 + (n % 3); step += 1) {
      put("activity", `a${id}${step}`, {
        content: text(pick(talks, n + step)),
        unit: ref(id, name),
        at: { t: "instant", v: Date.now() - ((n * 5) % 50) * day - step * 9 * day },
        kind: choice(pick(["call", "visit", "meeting", "wechat"], n + step)),
        result: choice("reached"),
        contacts: { t: "refs", v: [contact] },
      });
    }
    if (n % 5 !== 4) {
      put("task", `t${id}`, {
        title: text(pick(steps, n)),
        unit: ref(id, name),
        contact: ref(contact.id, person),
        kind: choice(pick(["payment", "quote", "visit", "contract", "call", "mail"], n)),
        due: { t: "wall", v: { at: `${dayFromToday(dueIn)}T10:00`, zone } },
        repeat: n % 6 === 0 ? text("FREQ=MONTHLY;WORKDAY=-1") : none,
        remind: { t: "bool", v: true },
        priority: choice("2"),
        state: choice("open"),
      });
    }
    const over = parent && all.get(parent.id);
    const below = over?.values.children;
    if (over && below?.t === "number") over.values.children = { t: "number", v: below.v + 1 };
    return self;
  };

  for (const [name, industry, companies] of groups) {
    const group = unit(name, "group", industry, null, null);
    companies.forEach((company, at) => {
      const zh = /\p{Script=Han}/u.test(company);
      const child = unit(zh ? `${company}有限公司` : company, "company", industry, group, group);
      for (const leaf of leaves.slice(0, 1 + (at % 4))) {
        const kind = leaf.endsWith("部") ? "department" : "branch";
        unit(zh ? `${company}${leaf}` : `${company} ${kind}`, kind, industry, child, group);
      }
      if (company === "鲲鹏海外事业") learned(put, group, child);
    });
  }
  return all;
}

/** What a customer was unhappy with, and the new work that is to answer it. */
function learned(
  put: (entity: string, id: string, values: Record<string, Value>) => Ref,
  group: Ref,
  of: Ref,
) {
  const date = (v: string): Value => ({ t: "date", v });
  put("complaint", "q1", {
    name: text("夜班报修四小时没人响应"),
    unit: ref(of.id, of.label),
    severity: choice("1"),
    received_on: date("2026-08-12"),
    state: choice("open"),
  });
  put("complaint", "q2", {
    name: text("备件到货晚了三周"),
    unit: ref(group.id, group.label),
    severity: choice("2"),
    received_on: date("2025-11-03"),
    state: choice("confirmed"),
    result: text("换了承运商，并在当地备了安全库存"),
  });
  put("cooperation", "k1", {
    name: text("一期产线改造"),
    unit: ref(of.id, of.label),
    type: choice("product"),
    state: choice("done"),
    amount: money(3_600_000),
    start: date("2024-03-01"),
    end: date("2025-01-31"),
    satisfaction: choice("2"),
    feedback: text("验收拖了两个月"),
    products: { t: "texts", v: ["改造服务", "备件"] },
  });
  put("cooperation", "k2", {
    name: text("三期产线改造"),
    unit: ref(of.id, of.label),
    type: choice("product"),
    state: choice("signed"),
    amount: money(3_900_000),
    start: date("2026-10-01"),
    products: { t: "texts", v: ["改造服务"] },
  });
  put("project", "j1", {
    name: text("三期产线实施"),
    unit: ref(of.id, of.label),
    stage: choice("planned"),
    start: date("2026-11-01"),
    cooperation: ref("k2", "三期产线改造"),
  });
}

/** Repeats the customers under new names until there are `rows` of them, for measuring. */
export function crowd(records: Map<string, RecordDto>, rows: number): void {
  const units = [...records.values()].filter(({ entity }) => entity === "unit");
  for (let n = units.length; n < rows; n += 1) {
    const model = units[n % units.length];
    const name = model?.values.legal_name;
    if (!model || name?.t !== "text") return;
    const id = `x${n}`;
    records.set(id, { ...model, id, values: { ...model.values, legal_name: text(`${name.v} ${n}`) } });
  }
}
