//! Signatures as they come: what is read of each, and what is no signature.

use super::{Says, read};
use crate::base::Kind;

/// What is read, one a line: `name 张伟`.
fn said(text: &str) -> Vec<String> {
    let signature = read(text).unwrap_or_else(|_| panic!("no signature: {text}"));
    let mut said: Vec<String> = signature
        .found
        .iter()
        .map(|found| {
            assert!(
                !found.words.is_empty(),
                "what is found bears its words: {text}"
            );
            let says = match found.says {
                Says::Name => "name",
                Says::Title => "title",
                Says::Department => "dept",
                Says::Unit => "unit",
                Says::Mobile => "mobile",
                Says::WorkPhone => "work",
                Says::Email => "mail",
                Says::Wechat => "wechat",
                Says::Address => "address",
                Says::Website => "web",
            };
            format!("{says} {}", found.value)
        })
        .collect();
    said.sort();
    said
}

const SIGNATURES: &[(&str, &[&str])] = &[
    (
        "张伟 | 采购部经理 | 华东重工集团有限公司",
        &[
            "name 张伟",
            "title 经理",
            "dept 采购部",
            "unit 华东重工集团有限公司",
        ],
    ),
    (
        "John Smith, VP Procurement, Acme Ltd",
        &["name John Smith", "title VP Procurement", "unit Acme Ltd"],
    ),
    (
        "李娜\n销售总监\n苏州鸿远精密机械有限公司\n手机：13812345678\n邮箱：lina@hongyuan.com\n地址：江苏省苏州市工业园区星湖街328号",
        &[
            "name 李娜",
            "title 销售总监",
            "unit 苏州鸿远精密机械有限公司",
            "mobile 13812345678",
            "mail lina@hongyuan.com",
            "address 江苏省苏州市工业园区星湖街328号",
        ],
    ),
    (
        "王建国 高级工程师\n技术中心\n中国船舶重工集团公司第七〇二研究所\nTel: 0510-85551234  Fax: 0510-85551235\nMobile: 139 1234 5678\nE-mail: wangjg@702.com.cn\nhttp://www.702.com.cn",
        &[
            "name 王建国",
            "title 高级工程师",
            "dept 技术中心",
            "unit 中国船舶重工集团公司第七〇二研究所",
            "work 0510-85551234",
            "work 0510-85551235 (fax)",
            "mobile 139 1234 5678",
            "mail wangjg@702.com.cn",
            "web http://www.702.com.cn",
        ],
    ),
    (
        "Best regards,\n\nAnna Müller\nHead of Purchasing\nMüller Maschinenbau GmbH\nT +49 89 1234567\nM +49 171 1234567\nanna.mueller@mueller-mb.de\nwww.mueller-mb.de",
        &[
            "name Anna Müller",
            "title Head of Purchasing",
            "unit Müller Maschinenbau GmbH",
            "work +49 89 1234567",
            "mobile +49 171 1234567",
            "mail anna.mueller@mueller-mb.de",
            "web www.mueller-mb.de",
        ],
    ),
    (
        "陈静 13912345678 微信同号",
        &["name 陈静", "mobile 13912345678"],
    ),
    (
        "姓名：欧阳明\n职务：副总经理\n单位：上海宝冶冶金工程有限公司\n电话：021-56781234转8012\n微信：ouyangming88",
        &[
            "name 欧阳明",
            "title 副总经理",
            "unit 上海宝冶冶金工程有限公司",
            "work 021-56781234转8012",
            "wechat ouyangming88",
        ],
    ),
    (
        "华东重工有限公司采购部张伟\n13800138000",
        &[
            "unit 华东重工有限公司",
            "dept 采购部",
            "name 张伟",
            "mobile 13800138000",
        ],
    ),
    (
        "采购经理 刘洋（微信同号13700001111）\n深圳市创维电子有限公司",
        &[
            "title 采购经理",
            "name 刘洋",
            "mobile 13700001111",
            "unit 深圳市创维电子有限公司",
        ],
    ),
    (
        "Jane Doe | Senior Buyer | Globex Corporation\n+1 (415) 555-2671 | jane.doe@globex.com",
        &[
            "name Jane Doe",
            "title Senior Buyer",
            "unit Globex Corporation",
            "work +1 (415) 555-2671",
            "mail jane.doe@globex.com",
        ],
    ),
    (
        "Robert Brown\nDirector, Strategic Sourcing\nInitech Inc.\n100 Main Street, Suite 200\nSpringfield, IL 62701\nOffice: +1 217 555 0134\nCell: +1 217 555 0199",
        &[
            "name Robert Brown",
            "title Director, Strategic Sourcing",
            "unit Initech Inc.",
            "address 100 Main Street, Suite 200, Springfield, IL 62701",
            "work +1 217 555 0134",
            "mobile +1 217 555 0199",
        ],
    ),
    (
        "张 伟\n总经理助理\n山东天工股份有限公司\n手机13645678901 电话0531-88881234",
        &[
            "name 张伟",
            "title 总经理助理",
            "unit 山东天工股份有限公司",
            "mobile 13645678901",
            "work 0531-88881234",
        ],
    ),
    (
        "赵敏 Mindy Zhao\n供应链管理部 部长\n三一重工股份有限公司\nTel：0731-84031888\nMail：zhaomin@sany.com.cn",
        &[
            "name 赵敏",
            "dept 供应链管理部",
            "title 部长",
            "unit 三一重工股份有限公司",
            "work 0731-84031888",
            "mail zhaomin@sany.com.cn",
        ],
    ),
    (
        "周杰经理 13566667777",
        &["name 周杰", "title 经理", "mobile 13566667777"],
    ),
    (
        "Dear Li,\nplease find the quotation attached?\n--\nWei Zhang\nProcurement Manager\nEast Heavy Industries Co., Ltd.\nwei.zhang@ehi.com.cn",
        &[
            "name Wei Zhang",
            "title Procurement Manager",
            "unit East Heavy Industries Co., Ltd.",
            "mail wei.zhang@ehi.com.cn",
        ],
    ),
    (
        "孙丽\n財務經理\n台灣精密工業股份有限公司\n電話：+886 2 2345 6789\nsun.li@tpi.com.tw",
        &[
            "name 孙丽",
            "title 財務經理",
            "unit 台灣精密工業股份有限公司",
            "work +886 2 2345 6789",
            "mail sun.li@tpi.com.tw",
        ],
    ),
    (
        "Pierre de la Tour\nAcheteur\nVP Operations\nSaint-Clair SA\npierre@saintclair.fr",
        &[
            "name Pierre de la Tour",
            "title VP Operations",
            "unit Saint-Clair SA",
            "mail pierre@saintclair.fr",
        ],
    ),
    (
        "Dr. Emily Clark, PhD\nChief Technology Officer at Northwind Systems\nemily@northwind.io",
        &[
            "name Emily Clark",
            "title Chief Technology Officer",
            "unit Northwind Systems",
            "mail emily@northwind.io",
        ],
    ),
    (
        "BEGIN:VCARD\r\nVERSION:3.0\r\nN:张;伟;;;\r\nFN:张伟\r\nORG:华东重工集团有限公司;采购部\r\nTITLE:经理\r\nTEL;TYPE=CELL:13800138000\r\nTEL;TYPE=WORK:021-56781234\r\nTEL;TYPE=FAX:021-56781235\r\nEMAIL:zw@hdzg.com\r\nADR:;;浦东大道100号;上海市;;200120;中国\r\nURL:http://www.hdzg.com\r\nEND:VCARD",
        &[
            "name 张伟",
            "unit 华东重工集团有限公司",
            "dept 采购部",
            "title 经理",
            "mobile 13800138000",
            "work 021-56781234",
            "work 021-56781235 (fax)",
            "mail zw@hdzg.com",
            "address 中国200120上海市浦东大道100号",
            "web http://www.hdzg.com",
        ],
    ),
    (
        "BEGIN:VCARD\nVERSION:2.1\nN:Smith;John\nTEL;CELL:+44 7700 900123\nEND:VCARD",
        &["name John Smith", "mobile +44 7700 900123"],
    ),
    (
        "吴刚｜项目总监｜中建八局第三建设有限公司｜18612345678",
        &[
            "name 吴刚",
            "title 项目总监",
            "unit 中建八局第三建设有限公司",
            "mobile 18612345678",
        ],
    ),
    (
        "许文\n国网江苏省电力有限公司苏州供电分公司 物资部 主任\n0512-69001234",
        &[
            "name 许文",
            "unit 国网江苏省电力有限公司苏州供电分公司",
            "dept 物资部",
            "title 主任",
            "work 0512-69001234",
        ],
    ),
    (
        "Maria García – Procurement Specialist – Iberia Motors S.A. – maria.garcia@iberiamotors.com",
        &[
            "name Maria García",
            "title Procurement Specialist",
            "unit Iberia Motors S.A.",
            "mail maria.garcia@iberiamotors.com",
        ],
    ),
    (
        "祝好！\n黄晓明\n招商银行深圳分行 公司金融部 客户经理\nM: 135-1234-5678\n本邮件及其附件含有保密信息，仅限于收件人：张三使用。",
        &[
            "name 黄晓明",
            "unit 招商银行深圳分行",
            "dept 公司金融部",
            "title 客户经理",
            "mobile 135-1234-5678",
        ],
    ),
    (
        "Tom O'Neil\nSourcing Lead\nContoso Ltd\nTel: +44 20 7946 0958 Mob: +44 7700 900456 Email: tom@contoso.co.uk",
        &[
            "name Tom O'Neil",
            "title Sourcing Lead",
            "unit Contoso Ltd",
            "work +44 20 7946 0958",
            "mobile +44 7700 900456",
            "mail tom@contoso.co.uk",
        ],
    ),
    (
        "郑强（采购主管）\n广州白云山制药厂\n地址 广州市白云区同和街88号\n020-87654321 / 13622223333",
        &[
            "name 郑强",
            "title 采购主管",
            "unit 广州白云山制药厂",
            "address 广州市白云区同和街88号",
            "work 020-87654321",
            "mobile 13622223333",
        ],
    ),
    (
        "发件人：何平 <heping@midea.com>\n美的集团股份有限公司 战略采购部",
        &[
            "name 何平",
            "mail heping@midea.com",
            "unit 美的集团股份有限公司",
            "dept 战略采购部",
        ],
    ),
    (
        "联系人：司马云 女士，电话：400-820-8888，公司：杭州云栖科技有限公司",
        &[
            "name 司马云",
            "work 400-820-8888",
            "unit 杭州云栖科技有限公司",
        ],
    ),
    (
        "张伟/采购经理/华东重工有限公司/13800138000",
        &[
            "name 张伟",
            "title 采购经理",
            "unit 华东重工有限公司",
            "mobile 13800138000",
        ],
    ),
    (
        "我是华东重工有限公司的张伟，采购经理，手机/微信：13800138000",
        &[
            "unit 华东重工有限公司",
            "name 张伟",
            "title 采购经理",
            "mobile 13800138000",
        ],
    ),
    (
        "Kim Min-jun\nTeam Leader\nPurchasing Team 2\nHyundai Heavy Industries\nTel. +82-52-202-1234",
        &[
            "name Kim Min-jun",
            "title Team Leader",
            "dept Purchasing Team 2",
            "unit Hyundai Heavy Industries",
            "work +82-52-202-1234",
        ],
    ),
    (
        "ZHANG WEI\nSOURCING DIRECTOR\nM: (+86) 138 0013 8000\nE: zhangwei@ehi.com.cn",
        &[
            "name ZHANG WEI",
            "title SOURCING DIRECTOR",
            "mobile (+86) 138 0013 8000",
            "mail zhangwei@ehi.com.cn",
        ],
    ),
    (
        "【徐州工程机械集团】供应链中心 陆遥 采购专员\n地址：徐州市经济开发区驮蓝山路26号 邮编：221004\n邮箱 luyao@xcmg.com",
        &[
            "unit 徐州工程机械集团",
            "dept 供应链中心",
            "name 陆遥",
            "title 采购专员",
            "address 徐州市经济开发区驮蓝山路26号",
            "mail luyao@xcmg.com",
        ],
    ),
];

#[test]
fn reads_signatures_as_they_come() {
    assert!(SIGNATURES.len() >= 25);
    let wrong: Vec<String> = SIGNATURES
        .iter()
        .filter_map(|(text, expected)| {
            let mut expected: Vec<&str> = expected.to_vec();
            expected.sort_unstable();
            let said = match read(text) {
                Ok(_) => said(text),
                Err(_) => vec!["refused".to_owned()],
            };
            (said != expected)
                .then(|| format!("{text}\n  said     {said:?}\n  expected {expected:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn what_is_none_is_refused() {
    for text in [
        "",
        "张伟",
        "明天下午3点开会，请准时参加",
        "张总说价格可以，电话打13800138000",
        "请您明天把报价发我，谢谢！",
        "13800138000",
        "Please call John Smith tomorrow at 415 555 2671.",
        "Dear Anna Smith, thanks for your mail, see you Monday",
        "合同金额：120万元，付款方式：月结30天",
        "https://www.example.com/a/b?c=d",
        "江苏省苏州市工业园区星湖街328号",
        "好的，收到",
        "Acme Ltd",
        "采购部经理",
    ] {
        let refused = read(text).err().map(|error| (error.kind(), error.key()));
        assert_eq!(
            refused,
            Some((Kind::Invalid, "error.signature_none")),
            "{text}"
        );
    }
    let long = "张伟 采购经理 ".repeat(1000);
    assert!(read(&long).is_err(), "a letter is no signature");
}

#[test]
fn several_cards_are_for_the_import() {
    let card = "BEGIN:VCARD\nFN:张伟\nTEL:13800138000\nEND:VCARD\n";
    let error = read(&card.repeat(2)).err().map(|error| error.key());
    assert_eq!(error, Some("error.signature_many"));
}

#[test]
fn what_is_not_understood_is_handed_back() {
    let signature = read("张伟 采购经理\n携手共创未来\nQQ: 12345678").unwrap_or_default();
    assert_eq!(signature.unread, ["携手共创未来", "QQ: 12345678"]);
}

#[test]
fn a_card_is_read_past_its_schemes_and_says_what_it_leaves() {
    let card = "BEGIN:VCARD\nFN:John Smith\nTEL;TYPE=CELL:tel:+44 20 7946 0958\nEMAIL:MAILTO:john@acme.com\n\
                ROLE:Buyer\nBDAY:1980-01-02\nEND:VCARD";
    assert_eq!(
        said(card),
        [
            "mail john@acme.com",
            "mobile +44 20 7946 0958",
            "name John Smith"
        ]
    );
    assert_eq!(
        read(card).unwrap_or_default().unread,
        ["Buyer", "1980-01-02"]
    );
}

#[test]
fn an_address_behind_a_label_for_firms_is_an_address() {
    assert_eq!(
        said("John Smith\nCompany: info@acme.com"),
        ["mail info@acme.com", "name John Smith"]
    );
}

#[test]
fn what_was_not_looked_at_is_said_too() {
    let letter: Vec<String> = (0..40).map(|n| format!("Item number {n}")).collect();
    let letter = letter.join("\n");
    let text = format!(
        "{letter}\n张伟\n采购经理\n13800138000\n本邮件及其附件含有保密信息\n仅限收件人使用"
    );
    assert_eq!(
        said(&text),
        ["mobile 13800138000", "name 张伟", "title 采购经理"]
    );
    let unread = read(&text).unwrap_or_default().unread;
    assert!(
        unread.iter().any(|line| line == "Item number 0"),
        "{unread:?}"
    );
    assert_eq!(unread.last().map(String::as_str), Some("仅限收件人使用"));
}
