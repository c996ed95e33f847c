# What the suites of the official Python SDK look at (vehicle-platform §21), asked by the SDK itself.
# Its variables come from the environment; FACTS holds tokens of owners who have gone through Connect in test mode.
import json
import os
import sys

import smartcar
from smartcar.exception import SmartcarException

facts = json.loads(os.environ["FACTS"])
scope = facts["scope"]
failures = []


def check(name, is_so, said=""):
    if not is_so:
        failures.append(f"{name}: {said}")


def refused(name, call, **wanted):
    try:
        call()
    except SmartcarException as e:
        for field, value in wanted.items():
            check(name, getattr(e, field) == value, f"{field} is {getattr(e, field)!r}")
        check(name, e.request_id is not None and len(e.request_id) == 36, f"request id {e.request_id!r}")
        return e
    failures.append(f"{name}: was answered")
    return None


AUTHENTICATION = (
    "AUTHENTICATION - The authorization header is missing or malformed, or it contains invalid or expired "
    "authentication credentials. Please check for missing parameters, spelling and casing mistakes, and other "
    "syntax issues."
)

client = smartcar.AuthClient(mode="test")
access = client.exchange_code(facts["code"])
check("token", (len(access.access_token), len(access.refresh_token)) == (36, 36))
check("token type", (access.token_type, access.expires_in) == ("Bearer", 7200), access)
refreshed = client.exchange_refresh_token(access.refresh_token)
check("refresh", refreshed.access_token != access.access_token and refreshed.refresh_token != access.refresh_token)
for name, call, text in [
    ("code", client.exchange_code, "Invalid code: bad."),
    ("refresh token", client.exchange_refresh_token, "Invalid refresh_token: bad."),
]:
    try:
        call("bad")
        failures.append(f"bad {name}: was taken")
    except SmartcarException as e:
        check(f"bad {name}", (e.type, e.message) == ("invalid_request", text), e.message)

token = refreshed.access_token
check("user", len(smartcar.get_user(token).id) == 36)
listed = smartcar.get_vehicles(token)
check("vehicles", (len(listed.vehicles), listed.paging.count, listed.paging.offset) == (1, 1, 0), listed)
page = smartcar.get_vehicles(token, {"limit": 1, "offset": 1})
check("second page", (page.vehicles, page.paging.offset) == ([], 1), page)

volt = smartcar.Vehicle(listed.vehicles[0], token)
attributes = volt.attributes()
check("attributes", (attributes.make, attributes.model, type(attributes.year)) == ("CHEVROLET", "Volt", int), attributes)
check("vin", len(volt.vin().vin) == 17)
charge = volt.charge()
check("charge", charge.state in ("CHARGING", "FULLY_CHARGED", "NOT_CHARGING"), charge)
check("plugged in", isinstance(charge.is_plugged_in, bool), charge)
battery = volt.battery()
check("battery", 0 < battery.percent_remaining <= 1 and isinstance(battery.range, float), battery)
check("capacity", isinstance(volt.battery_capacity().capacity, float))
check("nominal capacity", volt.nominal_capacity()._fields == ("availableCapacities", "capacity", "url", "meta"))
fuel = volt.fuel()
check("fuel", isinstance(fuel.amount_remaining, float) and isinstance(fuel.range, float), fuel)
tires = volt.tire_pressure()
check("tires", all(isinstance(t, float) for t in tires[:4]), tires)
check("oil", 0 < volt.engine_oil().life_remaining <= 1)
odometer = volt.odometer()
check("odometer", isinstance(odometer.distance, float), odometer)
check("metric", odometer.meta.unit_system == "metric", odometer.meta)
check("data age", odometer.meta.data_age is not None and odometer.meta.fetched_at is not None, odometer.meta)
location = volt.location()
check("location", isinstance(location.latitude, float) and isinstance(location.longitude, float), location)
lock = volt.lock_status()
check("lock status", isinstance(lock.is_locked, bool) and all(isinstance(part, list) for part in lock[1:6]), lock)
check("systems", len(volt.diagnostic_system_status().systems) > 0)
check("trouble codes", isinstance(volt.diagnostic_trouble_codes().active_codes, list))
permissions = volt.permissions({"limit": 50})
check("permissions", sorted(permissions.permissions) == sorted(scope), permissions)
paged = volt.permissions({"limit": 1, "offset": 1})
check("paged permissions", (paged.paging.count, paged.paging.offset) == (len(scope), 1), paged)
imperial = smartcar.Vehicle(volt.vehicle_id, token, {"unit_system": "imperial"})
check("imperial", imperial.odometer().meta.unit_system == "imperial")

batch = volt.batch(["/odometer", "/location", "/charge/limit", "/engine/oil", "/battery/capacity", "/tires/pressure", "/security"])
check("batch", batch.odometer().meta.request_id == batch.meta.request_id, batch)
check("batch values", isinstance(batch.battery_capacity().capacity, float) and isinstance(batch.tire_pressure().front_left, float))
check("batch of diagnostics", len(volt.batch(["/diagnostics/system_status", "/diagnostics/dtcs"]).diagnostic_system_status().systems) > 0)
refused("unknown path", lambda: volt.batch(["/odometer", "/LOCATIONNNNNNNN"]), status_code=400, type="VALIDATION")
body = volt.request("post", "batch", {"requests": [{"path": "/odometer"}, {"path": "/tires/pressure"}]}).body
check("generic batch", isinstance(body["responses"][1]["body"]["frontLeft"], float), body)
# The SDK sends a body with GET here.
generic = volt.request("GET", "odometer", None, {"sc-unit-system": "imperial"})
check("generic read", generic.meta.unit_system == "imperial", generic)
refused("bad token", lambda: volt.request("GET", "odometer", None, {"Authorization": "Bearer abc"}), message=AUTHENTICATION, status_code=401)
refused("Basic", lambda: volt.request("GET", "odometer", None, {"Authorization": "Basic abc"}), type="AUTHENTICATION", status_code=401)

ford = smartcar.Vehicle(smartcar.get_vehicles(facts["ford"]).vehicles[0], facts["ford"])
kia = smartcar.Vehicle(smartcar.get_vehicles(facts["kia"]).vehicles[0], facts["kia"])
for name, call in [
    ("lock", volt.lock),
    ("unlock", volt.unlock),
    ("start", ford.start_charge),
    ("stop", ford.stop_charge),
    ("ford lock", ford.lock),
    ("limit", lambda: ford.set_charge_limit(0.7)),
    ("kia limit", lambda: kia.set_charge_limit(0.9)),
    ("destination", lambda: ford.send_destination(40.748817, -73.985428)),
]:
    answer = call()
    check(name, (answer.status, answer.message) == ("success", "Successfully sent request to vehicle"), answer)
check("kia's limit", 0 < kia.get_charge_limit().limit <= 1)
history = ford.service_history("2023-05-20", "2024-02-10").items
check("history", isinstance(history, list) and all(one["odometerDistance"] > 0 for one in history), history)

refused("permission", ford.fuel, status_code=403, type="PERMISSION", code=None)
limited = ford.batch(["/", "/charge", "/fuel"])
check("allowed item", limited.charge().state is not None)
refused("refused item", limited.fuel, status_code=403)
bad = refused("bad id", smartcar.Vehicle("bad_id", token).odometer, status_code=400, type="VALIDATION")
check("bad id's resolution", bad is not None and bad.resolution == {"type": None, "url": None}, bad and bad.resolution)
refused("no webhook", lambda: volt.subscribe("webhookID"), status_code=400, type="VALIDATION")
refused("no management token", lambda: volt.unsubscribe("amt", "webhookID"), status_code=401, type="AUTHENTICATION")
subscribed = volt.subscribe(facts["webhook"])
check("subscribe", (subscribed.webhook_id, subscribed.vehicle_id) == (facts["webhook"], volt.vehicle_id), subscribed)
check("unsubscribe", volt.unsubscribe(facts["amt"], facts["webhook"]).status == "success")

smartcar.set_api_version("1.0")
old = smartcar.Vehicle("bad_id", token)
error = refused("version 1", old.odometer, status_code=400)
check("version 1's type", error is not None and error.type == "validation_error", error and error.message)
old_permission = refused("version 1's permission", smartcar.Vehicle(ford.vehicle_id, facts["ford"]).fuel, status_code=403)
smartcar.set_api_version("99999999.99")
check("a version to come", smartcar.Vehicle(volt.vehicle_id, token).odometer().distance > 0)
smartcar.set_api_version("2.0")

compatible = smartcar.get_compatibility("5YJXCDE22HF068739", ["read_odometer", "read_location"], "US")
check("compatibility", compatible.compatible and all(one.capable for one in compatible.capabilities), compatible)
# Of these makes nothing can be read, of an old car neither.
audi = smartcar.get_compatibility("WAUAFAFL1GN014882", ["read_odometer", "read_location"], "US")
check("an Audi", audi.compatible and not any(one.capable for one in audi.capabilities), audi)
bmw = smartcar.get_compatibility("WBAKE5C58DJ107700", ["read_odometer"], "US")
check("an old BMW", (bmw.compatible, bmw.reason, bmw.capabilities) == (False, "VEHICLE_NOT_COMPATIBLE", []), bmw)

connections = smartcar.get_connections(facts["amt"], {"vehicle_id": volt.vehicle_id}, {"limit": 1}).connections
check("connections", len(connections) == 1 and isinstance(connections[0].connected_at, str), connections)
user = smartcar.get_user(token).id
by_user = smartcar.get_connections(facts["amt"], {"user_id": user})
check("by user", len(by_user.connections) == 1 and by_user.paging.cursor is None, by_user)

signals = volt.get_signals()["body"]["data"]
check("signals", len(signals) > 20, signals)
one = volt.get_signal("odometer-traveleddistance")["body"]
check("a signal", one["attributes"]["body"]["value"] > 0, one)
car = smartcar.smartcar.get_vehicle(token, volt.vehicle_id)["body"]
check("a car of version 3", (car["id"], car["attributes"]["make"]) == (volt.vehicle_id, "CHEVROLET"), car)

check("hash", smartcar.hash_challenge("amt", "challenge") == "9baf5a7464bd86740ad5a06e439dcf535a075022ed2c92d74efacf646d79328e")
check("disconnect", volt.disconnect().status == "success")
deleted = smartcar.delete_connections(facts["amt"], {"vehicle_id": ford.vehicle_id})
check("delete", [one.vehicle_id for one in deleted.connections] == [ford.vehicle_id], deleted)
again = smartcar.delete_connections(facts["amt"], {"vehicle_id": ford.vehicle_id})
check("delete again", again.connections == [], again)

print("\n".join(failures) or "everything")
sys.exit(1 if failures else 0)
