#!/usr/bin/env python3
"""Makes the built-in catalog of models, limits and prices from two public, MIT-licensed catalogs.

A developer runs it and commits what changes; the build needs no network:

    python3 deploy/catalog/build.py

Prices come from genai-prices (dates, context tiers, hourly cache writes), where it has none from LiteLLM's list; limits and
capabilities come from LiteLLM's list. The litellm package is only unzipped and read: never installed, never executed.
"""

import datetime
import hashlib
import json
import re
import subprocess
import sys
import tempfile
import venv
import zipfile
from decimal import Decimal
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "common/src/main/resources/org/modelgate/common/catalog/catalog.json"
SOURCES = {
    "genai-prices": ("0.2.3", "56976ce2b04ec206117f7d0e53f4849211a6724ab3a12119afec304eba63ee25"),
    "litellm": ("1.109.1", "1c8b4dd671fa0cd0850aa751678704ff77e595fb1e6085b2dc3be39ee19bdaaf"),
}
LICENCES = {
    "genai-prices": "MIT, Copyright (c) 2025 to present Pydantic Services Inc. and individual contributors",
    "litellm": "MIT, Copyright (c) 2023 Berri AI",
}
# type in the gateway's configuration: (litellm_provider values, prefixes of its names, provider id of genai-prices)
PROVIDERS = {
    "anthropic": (["anthropic"], [], "anthropic"),
    "openai": (["openai"], ["openai/"], "openai"),
    "azure": (["azure"], ["azure/"], "azure"),
    "gemini": (["gemini"], ["gemini/"], "google"),
    "vertex": (["vertex_ai-language-models", "vertex_ai-anthropic_models"], ["vertex_ai/"], "google"),
    "bedrock": (["bedrock", "bedrock_converse"], ["bedrock/", "converse/"], "aws"),
    "openrouter": (["openrouter"], ["openrouter/"], "openrouter"),
    "mistral": (["mistral"], ["mistral/"], "mistral"),
    "groq": (["groq"], ["groq/"], "groq"),
    "deepseek": (["deepseek"], ["deepseek/"], "deepseek"),
    "xai": (["xai"], ["xai/"], "x-ai"),
    "together": (["together_ai"], ["together_ai/"], "together"),
    "fireworks": (["fireworks_ai"], ["fireworks_ai/"], "fireworks"),
    "cerebras": (["cerebras"], ["cerebras/"], "cerebras"),
}
CAPABILITIES = {
    "supports_function_calling": "tools",
    "supports_vision": "images",
    "supports_pdf_input": "documents",
    "supports_audio_input": "audio",
    "supports_reasoning": "reasoning",
    "supports_response_schema": "structured",
    "supports_prompt_caching": "caching",
    "supports_web_search": "search",
}
# bucket of ours: (LiteLLM's key, genai-prices' field)
BUCKETS = {
    "input": ("input_cost_per_token", "input_mtok"),
    "output": ("output_cost_per_token", "output_mtok"),
    "cache_read": ("cache_read_input_token_cost", "cache_read_mtok"),
    "cache_write_5m": ("cache_creation_input_token_cost", "cache_write_mtok"),
    "cache_write_1h": ("cache_creation_input_token_cost_above_1hr", "cache_write_1h_mtok"),
}
CHAT_MODES = {"chat", "responses"}


def download(name, folder):
    version, expected = SOURCES[name]
    subprocess.run([sys.executable, "-m", "pip", "download", "-q", "--no-deps", f"{name}=={version}", "-d", folder],
                   check=True)
    wheel = next(Path(folder).glob(name.replace("-", "_") + "-*.whl"))
    found = hashlib.sha256(wheel.read_bytes()).hexdigest()
    if found != expected:
        sys.exit(f"{wheel.name}: SHA-256 is {found}, expected {expected}")
    return wheel


def dump_genai(wheel, folder, names):
    """Runs genai-prices in a throwaway environment: what it says of each of our names."""
    home = Path(folder) / "venv"
    venv.create(home, with_pip=True)
    python = home / "bin/python"
    subprocess.run([python, "-m", "pip", "install", "-q", str(wheel)], check=True)
    out = subprocess.run([python, "-c", DUMP], input=json.dumps(names), check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(out.stdout)


DUMP = r"""
import json, sys
from genai_prices.data import providers
from genai_prices import types as t
asked = json.load(sys.stdin)
by_id = {p.id: p for p in providers}
FIELDS = ["input_mtok", "output_mtok", "cache_read_mtok", "cache_write_mtok", "cache_write_1h_mtok"]
def tiers(prices):
    starts = {0}
    values = {f: getattr(prices, f, None) for f in FIELDS}
    for v in values.values():
        if isinstance(v, t.TieredPrices):
            starts |= {x.start for x in v.tiers}
    def at(v, start):
        if not isinstance(v, t.TieredPrices):
            return v
        now = v.base
        for x in v.tiers:
            if x.start <= start:
                now = x.price
        return now
    return [dict(over=s, **{f: None if at(v, s) is None else str(at(v, s)) for f, v in values.items()})
            for s in sorted(starts)]
def rows(model):
    if not isinstance(model.prices, list):
        return [dict(since=None, tiers=tiers(model.prices))]
    kept = []
    for row in model.prices:
        if row.constraint is None:
            kept.append(dict(since=None, tiers=tiers(row.prices)))
        elif isinstance(row.constraint, t.StartDateConstraint):
            kept.append(dict(since=row.constraint.start_date.isoformat(), tiers=tiers(row.prices)))
        elif isinstance(row.constraint, t.TimeOfDateConstraint):
            # a price that changes with the hour is listed at its dearest
            for now, hour in zip(kept[-1]["tiers"], tiers(row.prices)):
                for f in FIELDS:
                    if hour[f] is not None and (now[f] is None or float(hour[f]) > float(now[f])):
                        now[f] = hour[f]
    return kept
answer = {}
for provider, models in asked.items():
    known = by_id.get(provider)
    found = {}
    if known:
        for name in sorted(set(models) | {m.id for m in known.models}):
            model = known.find_model(name.lower())
            if model is not None:
                found[name] = dict(rows=rows(model), context=model.context_window)
    answer[provider] = found
json.dump(answer, sys.stdout)
"""


def decimal(value):
    """USD per million as text with at most six decimals: whole pico-USD a token."""
    text = format(value.quantize(Decimal("0.000001")), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def genai_prices(said):
    prices = []
    for row in said["rows"]:
        tiers = []
        for tier in row["tiers"]:
            if tier["input_mtok"] is None or tier["output_mtok"] is None:
                return None
            kept = {"over": tier["over"]}
            for bucket, (_, field) in BUCKETS.items():
                if tier[field] is not None:
                    kept[bucket] = decimal(Decimal(tier[field]))
            tiers.append(kept)
        prices.append({"since": row["since"], "tiers": tiers})
    return sorted(prices, key=lambda p: p["since"] or "")


def litellm_prices(said):
    if "input_cost_per_token" not in said or "output_cost_per_token" not in said:
        return None
    starts = sorted({int(m.group(1)) * 1000 for key in said
                     if (m := re.fullmatch(r"(?:input|output)_cost_per_token_above_(\d+)k_tokens", key))})
    tiers = []
    for start in [0, *starts]:
        kept = {"over": start}
        for bucket, (key, _) in BUCKETS.items():
            value = said.get(key)
            for passed in starts:
                if passed <= start:
                    value = said.get(f"{key}_above_{passed // 1000}k_tokens", value)
            if isinstance(value, (int, float)):
                kept[bucket] = decimal(Decimal(repr(value)) * 1_000_000)
        tiers.append(kept)
    return [{"since": None, "tiers": tiers}]


def sane(prices):
    """Free models and models with a bucket that isn't a price are left to the operator's configuration."""
    for row in prices:
        for tier in row["tiers"]:
            if Decimal(tier["input"]) <= 0 or Decimal(tier["output"]) <= 0:
                return False
            if Decimal(tier.get("cache_read", tier["input"])) > Decimal(tier["input"]):
                return False
    return True


def names_of(lists, prefixes, catalog):
    names = {}
    for key, said in catalog.items():
        if said.get("litellm_provider") not in lists or said.get("mode") not in CHAT_MODES:
            continue
        name = key
        for prefix in prefixes:
            name = name.removeprefix(prefix)
        names.setdefault(name, said)
    return names


def entry(provider, name, limits, priced):
    prices = genai_prices(priced) if priced else None
    source = "genai-prices"
    if prices is None or not sane(prices):
        prices, source = litellm_prices(limits or {}), "litellm"
    if prices is None or not sane(prices):
        return None
    limits = limits or {}
    shown = {"provider": provider, "model": name, "source": source}
    context = limits.get("max_input_tokens") or (priced or {}).get("context")
    if isinstance(context, int):
        shown["max_input"] = context
    if isinstance(limits.get("max_output_tokens"), int):
        shown["max_output"] = limits["max_output_tokens"]
    can = [ours for theirs, ours in CAPABILITIES.items() if limits.get(theirs)]
    if can:
        shown["can"] = can
    if limits.get("deprecation_date"):
        shown["retired"] = limits["deprecation_date"]
    shown["prices"] = prices
    return shown


def is_of(provider, name):
    """Google's list names its own models and those of Anthropic, which only Vertex serves."""
    return provider != "gemini" or not name.startswith("claude")


def main():
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(download("litellm", folder)) as wheel:
            catalog = json.loads(wheel.read("litellm/model_prices_and_context_window_backup.json"))
        listed = {p: names_of(lists, prefixes, catalog) for p, (lists, prefixes, _) in PROVIDERS.items()}
        asked = {}
        for provider, (_, _, genai) in PROVIDERS.items():
            asked.setdefault(genai, []).extend(listed[provider])
        priced = dump_genai(download("genai-prices", folder), folder, asked)
    models = []
    for provider, (_, _, genai) in PROVIDERS.items():
        for name in sorted(set(listed[provider]) | {n for n in priced[genai] if is_of(provider, n)}):
            if made := entry(provider, name, listed[provider].get(name), priced[genai].get(name)):
                models.append(made)
    head = {
        "made": datetime.date.today().isoformat(),
        "sources": [{"name": n, "version": v, "sha256": h, "licence": LICENCES[n]} for n, (v, h) in SOURCES.items()],
    }
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    lines = ",\n".join(json.dumps(m, separators=(",", ":")) for m in models)
    TARGET.write_text(json.dumps(head)[:-1] + ',"models":[\n' + lines + "\n]}\n")
    print(f"{len(models)} models, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
