//! Currencies by their ISO 4217 letters, and how many decimals each has. Knows no amounts, no
//! rates and no symbols that could mean two currencies.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::error::{Error, Result};

/// A currency by its three ISO 4217 letters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency([u8; 3]);

/// Currencies in use, and three that old papers still name (DEM, FRF, ITL).
const KNOWN: &str = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL \
     BSD BTN BWP BYN BZD CAD CDF CHF CLF CLP CNY COP CRC CUP CVE CZK DEM DJF DKK DOP DZD EGP ERN \
     ETB EUR FJD FKP FRF GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK \
     ITL JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD \
     MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN \
     PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS \
     TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYI UYU UYW UZS VED VES VND VUV WST XAF XCD XOF XPF \
     YER ZAR ZMW ZWG";
const NO_DECIMALS: &str = "BIF CLP DJF GNF ISK ITL JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
const THREE_DECIMALS: &str = "BHD IQD JOD KWD LYD OMR TND";
const FOUR_DECIMALS: &str = "CLF UYW";

impl Currency {
    /// The yuan.
    pub const CNY: Self = Self(*b"CNY");
    /// The Hong Kong dollar.
    pub const HKD: Self = Self(*b"HKD");
    /// The euro.
    pub const EUR: Self = Self(*b"EUR");
    /// The yen.
    pub const JPY: Self = Self(*b"JPY");
    /// The United States dollar.
    pub const USD: Self = Self(*b"USD");

    /// Reads three letters, in any case.
    ///
    /// # Errors
    /// `error.currency_unknown` where ISO 4217 has no such currency.
    pub fn parse(code: &str) -> Result<Self> {
        let upper = code.trim().to_ascii_uppercase();
        let known = <[u8; 3]>::try_from(upper.as_bytes())
            .ok()
            .filter(|_| listed(KNOWN, &upper));
        known
            .map(Self)
            .ok_or_else(|| Error::invalid("currency", "error.currency_unknown").with("text", code))
    }

    /// The three letters, upper case.
    #[must_use]
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }

    /// How many decimals an amount has: 2 for CNY, 0 for JPY, 3 for KWD.
    #[must_use]
    pub fn exponent(&self) -> u32 {
        let code = self.code();
        if listed(NO_DECIMALS, code) {
            0
        } else if listed(THREE_DECIMALS, code) {
            3
        } else if listed(FOUR_DECIMALS, code) {
            4
        } else {
            2
        }
    }

    /// Whether `$` alone may mean it.
    #[must_use]
    pub fn is_dollar(&self) -> bool {
        listed("USD HKD SGD AUD CAD NZD TWD BND FJD", self.code())
    }
}

fn listed(list: &str, code: &str) -> bool {
    list.split_ascii_whitespace().any(|known| known == code)
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl std::str::FromStr for Currency {
    type Err = Error;
    fn from_str(code: &str) -> Result<Self> {
        Self::parse(code)
    }
}

impl TryFrom<String> for Currency {
    type Error = Error;
    fn try_from(code: String) -> Result<Self> {
        Self::parse(&code)
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.code().to_owned()
    }
}
