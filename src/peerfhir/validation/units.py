"""UCUM: is a text a unit expression? The grammar of https://ucum.org/ucum (section 2) over a table of its unit atoms.

Case sensitive, as FHIR wants it (http://hl7.org/fhir/R4/datatypes.html#Quantity). It tells units from other texts;
`measures` converts them.
"""

import re
from functools import lru_cache

SYSTEM = "http://unitsofmeasure.org"


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_PREFIXES = _words("Y Z E P T G M k h da d c m u n p f a z y Ki Mi Gi Ti")
_METRIC = _words(
    # base, derived, used with the SI, constants
    "m s g rad K C cd mol sr Hz N Pa J W A V F Ohm S Wb Cel T H lm lx Bq Gy Sv l L ar t bar u eV pc "
    "[c] [h] [k] [eps_0] [mu_0] [e] [m_e] [m_p] [G] [g] gf [ly] "
    # CGS and others
    "Ky Gal dyn erg P Bi St Mx G Oe Gb sb Lmb ph Ci R RAD REM cal_[15] cal_[20] cal_m cal_IT cal_th cal mho st tex "
    # clinical, chemical, levels, data
    "m[H2O] m[Hg] eq osm g% kat U [iU] [IU] Np B B[SPL] B[V] B[mV] B[uV] B[10.nV] B[W] B[kW] bit By Bd"
)
_PLAIN = _words(
    "10* 10^ [pi] % [ppth] [ppm] [ppb] [pptr] gon deg ' '' min h d a_t a_j a_g a wk mo_s mo_j mo_g mo AU atm [lbf_av] "
    # lengths, areas and volumes, international, US and British
    "[in_i] [ft_i] [yd_i] [mi_i] [fth_i] [nmi_i] [kn_i] [sin_i] [sft_i] [syd_i] [cin_i] [cft_i] [cyd_i] [bf_i] [cr_i] "
    "[mil_i] [cml_i] [hd_i] [ft_us] [yd_us] [in_us] [rd_us] [ch_us] [lk_us] [rch_us] [rlk_us] [fth_us] [fur_us] "
    "[mi_us] [acr_us] [srd_us] [smi_us] [sct] [twp] [mil_us] [in_br] [ft_br] [rd_br] [ch_br] [lk_br] [fth_br] [pc_br] "
    "[yd_br] [mi_br] [nmi_br] [kn_br] [acr_br] [gal_us] [bbl_us] [qt_us] [pt_us] [gil_us] [foz_us] [fdr_us] [min_us] "
    "[crd_us] [bu_us] [gal_wi] [pk_us] [dqt_us] [dpt_us] [tbs_us] [tsp_us] [cup_us] [foz_m] [cup_m] [tsp_m] [tbs_m] "
    "[gal_br] [pk_br] [bu_br] [qt_br] [pt_br] [gil_br] [foz_br] [fdr_br] [min_br] "
    # weights and print
    "[gr] [lb_av] [oz_av] [dr_av] [scwt_av] [lcwt_av] [ston_av] [lton_av] [stone_av] [pwt_tr] [oz_tr] [lb_tr] [sc_ap] "
    "[dr_ap] [oz_ap] [lb_ap] [oz_m] [lne] [pnt] [pca] [pnt_pr] [pca_pr] [pied] [pouce] [ligne] [didot] [cicero] "
    # heat, clinical, homoeopathic
    "[degF] [degR] [degRe] [Cal] [Btu_39] [Btu_59] [Btu_60] [Btu_m] [Btu_IT] [Btu_th] [Btu] [HP] [wood'U] [diop] "
    "[p'diop] %[slope] [mesh_i] [Ch] [drp] [hnsf'U] [MET] [PRU] [hp'_X] [hp'_C] [hp'_M] [hp'_Q] [hp_X] [hp_C] [hp_M] "
    "[hp_Q] [kp_X] [kp_C] [kp_M] [kp_Q] "
    # chemical and biological arbitrary units
    "[pH] [S] [HPF] [LPF] [arb'U] [USP'U] [GPL'U] [MPL'U] [APL'U] [beth'U] [anti'Xa'U] [todd'U] [dye'U] [smgy'U] "
    "[bdsk'U] [ka'U] [knk'U] [mclg'U] [tb'U] [CCID_50] [TCID_50] [EID_50] [PFU] [FFU] [CFU] [IR] [BAU] [AU] "
    "[Amb'a'1'U] [PNU] [Lf] [D'ag'U] [FEU] [ELU] [EU] [NTU] [FNU] "
    # the rest
    "Ao b att [psi] [in_i'H2O] [in_i'Hg] circ sph [car_m] [car_Au] [smoot] [m/s2/Hz^0.5] bit_s [den]"
)
_ATOMS = frozenset((*_METRIC, *_PLAIN, *(prefix + atom for prefix in _PREFIXES for atom in _METRIC)))

# One component without its annotation: a power of ten, or letters and brackets with a trailing exponent, or a number
_TEN = re.compile(r"10[*^](?:[+-]?[0-9]+)?")
_NAME = re.compile(r"(?:\[[\x21-\x5a\x5c\x5e-\x7a]+\]|[A-Za-z_%'])+(?:\[[\x21-\x5a\x5c\x5e-\x7a]+\]|[A-Za-z_%'])*")
_EXPONENT = re.compile(r"[+-]?[0-9]+")
_NUMBER = re.compile(r"[0-9]+")
_ANNOTATION = re.compile(r"\{[\x20-\x7a\x7c\x7e]*\}")  # the space too: published value sets have it
_LONGEST = 200


@lru_cache(maxsize=1024)
def is_unit(text: str) -> bool:
    """Whether it is a UCUM unit expression in case sensitive notation: `mg/dL`, `10*3/uL`, `{visits}`, `1`."""
    if not text or len(text) > _LONGEST:
        return False
    at = _term(text, 1 if text[0] == "/" else 0)
    return at == len(text)


def _term(text: str, at: int) -> int:
    """The end of `component ((. | /) component)*` from `at` on, -1 where there is none."""
    while True:
        at = _component(text, at)
        if at < 0 or at == len(text) or text[at] not in "./":
            return at
        at += 1


def _component(text: str, at: int) -> int:
    if text[at : at + 1] == "(":
        end = _term(text, at + 1)
        end = end + 1 if end > 0 and text[end : end + 1] == ")" else -1
        if end < 0:
            return end
    else:
        end = _bare(text, at)
    annotation = _ANNOTATION.match(text, max(end, at))
    return annotation.end() if annotation else end


def _bare(text: str, at: int) -> int:
    """The end of a unit with its exponent or of a number, -1 where there is neither."""
    found = _TEN.match(text, at)
    if found:
        return found.end()
    name = _NAME.match(text, at)
    if name is None:
        number = _NUMBER.match(text, at)
        return number.end() if number else -1
    if name[0] not in _ATOMS:
        return -1
    exponent = _EXPONENT.match(text, name.end())
    return exponent.end() if exponent else name.end()
