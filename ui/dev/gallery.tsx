/** Every component on one page, for the eye and for axe. Not part of the product. */
import { Bell, FolderOpen, Plus, Settings2, Trash2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Button, IconButton } from "../src/components/button.tsx";
import { Chip, Mark } from "../src/components/chip.tsx";
import { Confirm } from "../src/components/dialog.tsx";
import { Empty } from "../src/components/empty.tsx";
import { Field } from "../src/components/field.tsx";
import { Kbd } from "../src/components/kbd.tsx";
import { Menu, MenuItem, MenuPart, MenuRule } from "../src/components/menu.tsx";
import { Monogram } from "../src/components/monogram.tsx";
import { Notice } from "../src/components/notice.tsx";
import { NumberField, TimeField } from "../src/components/number-field.tsx";
import { Page } from "../src/components/page.tsx";
import { Popover } from "../src/components/popover.tsx";
import { Progress } from "../src/components/progress.tsx";
import { Part, Row } from "../src/components/row.tsx";
import { SecretField } from "../src/components/secret-field.tsx";
import { Combo, Select } from "../src/components/select.tsx";
import { Steps } from "../src/components/steps.tsx";
import { Tabs } from "../src/components/tabs.tsx";
import { ToastRegion, toast } from "../src/components/toast.tsx";
import { Check, Segments, Switch } from "../src/components/toggle.tsx";
import style from "./gallery.module.css";

const levels = [
  { id: "a", label: "战略" },
  { id: "b", label: "重点", detail: "12" },
  { id: "c", label: "一般" },
];

function Buttons() {
  const [asked, setAsked] = useState(false);
  return (
    <Part title="Buttons">
      <div className={style.line}>
        <Button kind="main" icon={Plus}>
          新建客户
        </Button>
        <Button kind="line">导入</Button>
        <Button>取消</Button>
        <Button kind="link">用恢复密钥</Button>
        <Button kind="main" busy>
          保存
        </Button>
        <Button kind="main" isDisabled>
          保存
        </Button>
        <Button kind="danger" icon={Trash2} onPress={() => setAsked(true)}>
          删除
        </Button>
        <IconButton label="设置" icon={Settings2} combo="mod+," />
        <Kbd combo="mod+shift+z" />
      </div>
      <Confirm
        title="删除 3 家客户？"
        isOpen={asked}
        onClose={() => setAsked(false)}
        action="删除"
        danger
        onConfirm={() => setAsked(false)}
      >
        可以撤销。
      </Confirm>
    </Part>
  );
}

function Fields() {
  const [level, setLevel] = useState<string | null>("b");
  const [on, setOn] = useState(true);
  const [density, setDensity] = useState<"compact" | "normal">("normal");
  const [keep, setKeep] = useState(7);
  const [at, setAt] = useState("18:00");
  return (
    <Part title="Fields">
      <div className={style.grid}>
        <Field label="客户名称" defaultValue="鲲鹏华东装备有限公司" isRequired hint="与营业执照一致" />
        <Field label="手机" defaultValue="1380013800" error="少一位" />
        <Field label="备注" lines={2} placeholder="写点什么" />
        <SecretField label="口令" />
        <Select label="级别" options={levels} value={level} onChange={setLevel} />
        <Combo
          label="字段"
          groups={[{ id: "unit", label: "客户", options: levels }]}
          value={level}
          onChange={setLevel}
          none="没有"
        />
      </div>
      <Row label="自动锁定" detail="键盘和鼠标无操作时">
        <Switch aria-label="自动锁定" value={on} onChange={setOn} />
        <Check value={on} onChange={setOn}>
          提醒我
        </Check>
        <Check some value={false} onChange={setOn} aria-label="全选" />
      </Row>
      <Row label="行高">
        <Segments
          label="行高"
          value={density}
          onChange={setDensity}
          options={[
            { id: "compact", label: "紧凑" },
            { id: "normal", label: "标准" },
          ]}
        />
        <NumberField label="保留" value={keep} min={1} max={30} onChange={setKeep} />
        <TimeField label="时间" value={at} onChange={setAt} />
      </Row>
    </Part>
  );
}

function Overlays() {
  return (
    <Part title="Overlays">
      <div className={style.line}>
        <Menu label="更多" trigger={<Button kind="line">更多</Button>}>
          <MenuPart title="记录">
            <MenuItem icon={FolderOpen} combo="mod+enter" onAction={() => undefined}>
              打开
            </MenuItem>
          </MenuPart>
          <MenuRule />
          <MenuItem icon={Trash2} danger onAction={() => undefined}>
            删除
          </MenuItem>
        </Menu>
        <Popover label="说明" trigger={<Button kind="line">说明</Button>}>
          一段说明文字
        </Popover>
        <Button
          kind="line"
          icon={Bell}
          onPress={() => toast("已删除 3 家客户", { label: "撤销", run: () => undefined })}
        >
          提示
        </Button>
      </div>
    </Part>
  );
}

function States() {
  const [tab, setTab] = useState<"overview" | "timeline">("overview");
  return (
    <Part title="States">
      <div className={style.line}>
        <Chip name="级别" on onRemove={() => undefined}>
          战略、重点
        </Chip>
        <Chip>展会</Chip>
        <Mark tone="ok">已连接</Mark>
        <Mark tone="warn">该备份了</Mark>
        <Mark tone="bad" icon={Bell}>
          逾期 3 天
        </Mark>
        <Mark tone="quiet">不导入</Mark>
        <Monogram name="鲲鹏重工集团" />
        <Monogram name="远澜航运集团" size="large" />
      </div>
      <Steps label="步骤" steps={["选文件", "对应列", "预览"]} at={1} />
      <Progress label="正在校验" detail="412 MB / 640 MB" done={412} total={640} />
      <Progress label="正在读取" done={0} total={null} />
      <Notice>一句说明</Notice>
      <Notice tone="warn" title="磁盘未连接">
        请接好磁盘
      </Notice>
      <Notice tone="bad">备份没有成功。现有数据完好。</Notice>
      <Notice tone="ok">已导入</Notice>
      <Tabs
        label="部分"
        value={tab}
        onChange={setTab}
        tabs={[
          { id: "overview", label: "概览", panel: "概览" },
          { id: "timeline", label: "动态", count: 12, panel: "动态" },
        ]}
      />
      <Empty title="还没有客户。从 Excel 导入，或先看示例。" actions={<Button kind="main">导入</Button>} />
    </Part>
  );
}

export function Gallery(): ReactNode {
  return (
    <main className={style.gallery}>
      <Page title="Gallery" note="components">
        <Buttons />
        <Fields />
        <Overlays />
        <States />
      </Page>
      <ToastRegion />
    </main>
  );
}
