// What the suites of the official Java SDK look at (vehicle-platform §21), asked by the SDK itself. Its variables come from
// the environment; FACTS holds tokens of owners who have gone through Connect in test mode.
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.smartcar.sdk.AuthClient;
import com.smartcar.sdk.Smartcar;
import com.smartcar.sdk.SmartcarCompatibilityRequest;
import com.smartcar.sdk.SmartcarException;
import com.smartcar.sdk.SmartcarVehicleOptions;
import com.smartcar.sdk.SmartcarVehicleRequest;
import com.smartcar.sdk.Vehicle;
import com.smartcar.sdk.data.*;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;

public class Vectors {
  static final List<String> failures = new ArrayList<>();

  static void check(String name, boolean isSo, Object said) {
    if (!isSo) failures.add(name + ": " + said);
  }

  /** The error that the SDK makes of a refusal, with its type, status and a request id. */
  static SmartcarException refused(String name, int status, String type, Callable<?> call) throws Exception {
    try {
      failures.add(name + ": was answered with " + call.call());
      return null;
    } catch (SmartcarException e) {
      check(name, e.getStatusCode() == status && type.equals(e.getType()), e.getStatusCode() + " " + e.getType() + " " + e.getMessage());
      return e;
    }
  }

  public static void main(String[] arguments) throws Exception {
    JsonObject facts = JsonParser.parseString(System.getenv("FACTS")).getAsJsonObject();
    AuthClient client = new AuthClient.Builder().testMode(true).build();
    Auth access = client.exchangeCode(facts.get("code").getAsString());
    check("token", access.getAccessToken().length() == 36 && access.getRefreshToken().length() == 36 && !access.isExpired(), access);
    Auth refreshed = client.exchangeRefreshToken(access.getRefreshToken());
    check("refresh", !refreshed.getAccessToken().equals(access.getAccessToken()), refreshed);
    SmartcarException code = refused("bad code", 400, "invalid_request", () -> client.exchangeCode("bad"));
    check("bad code", code != null && code.getMessage().equals("invalid_request:null - Invalid code: bad."), code);
    SmartcarException refresh = refused("bad refresh token", 400, "invalid_request", () -> client.exchangeRefreshToken("bad"));
    check("bad refresh token", refresh != null && refresh.getDescription().equals("Invalid refresh_token: bad."), refresh);

    String token = refreshed.getAccessToken();
    check("user", Smartcar.getUser(token).getId().length() == 36, "id");
    VehicleIds ids = Smartcar.getVehicles(token);
    check("vehicles", ids.getVehicleIds().length == 1 && ids.getPaging().getCount() == 1, ids);
    check("request id", ids.getMeta().getRequestId().length() == 36, ids.getMeta());
    check("second page", Smartcar.getVehicles(token, new RequestPaging(1, 1)).getVehicleIds().length == 0, "not empty");

    Vehicle volt = new Vehicle(ids.getVehicleIds()[0], token);
    VehicleAttributes attributes = volt.attributes();
    check("attributes", attributes.getMake().equals("CHEVROLET") && attributes.getModel().equals("Volt"), attributes);
    check("vin", volt.vin().getVin().length() == 17, "vin");
    VehicleCharge charge = volt.charge();
    check("charge", List.of("CHARGING", "FULLY_CHARGED", "NOT_CHARGING").contains(charge.getState()), charge);
    VehicleBattery battery = volt.battery();
    check("battery", battery.getPercentRemaining() > 0 && battery.getRange() > 0, battery);
    check("capacity", volt.batteryCapacity().getCapacity() > 0, "capacity");
    VehicleFuel fuel = volt.fuel();
    check("fuel", fuel.getAmountRemaining() > 0 && fuel.getPercentRemaining() > 0 && fuel.getRange() > 0, fuel);
    check("oil", volt.engineOil().getLifeRemaining() > 0, "oil");
    VehicleTirePressure tires = volt.tirePressure();
    check("tires", tires.getFrontLeft() > 0 && tires.getBackRight() > 0, tires);
    VehicleOdometer odometer = volt.odometer();
    check("odometer", odometer.getDistance() > 0 && odometer.getMeta().getUnitSystem().equals("metric"), odometer);
    check("data age", odometer.getMeta().getDataAge() != null, odometer.getMeta());
    check("location", volt.location().getLatitude() > 30, "location");
    ApplicationPermissions permissions = volt.permissions(new RequestPaging(50, 0));
    check("permissions", permissions.getPermissions().length == facts.getAsJsonArray("scope").size(), permissions);
    ApplicationPermissions paged = volt.permissions(new RequestPaging(1, 1));
    check("paged permissions", paged.getPaging().getCount() == facts.getAsJsonArray("scope").size() && paged.getPaging().getOffset() == 1, paged);
    Vehicle imperial = new Vehicle(ids.getVehicleIds()[0], token, new SmartcarVehicleOptions.Builder().unitSystem(Vehicle.UnitSystem.IMPERIAL).build());
    check("imperial", imperial.odometer().getMeta().getUnitSystem().equals("imperial"), "metric");

    BatchResponse batch = volt.batch(new String[] {"/odometer", "/fuel", "/battery/capacity", "/tires/pressure"});
    check("batch", batch.odometer().getDistance() > 0 && batch.batteryCapacity().getCapacity() > 0 && batch.tirePressure().getBackLeft() > 0, batch);
    check("batch's request id", batch.getRequestId().length() == 36, batch.getRequestId());
    refused("unknown path", 400, "VALIDATION", () -> volt.batch(new String[] {"/odometer", "/LOCATIONNNNNNNN"}));
    VehicleResponse any = volt.request(new SmartcarVehicleRequest.Builder().method("GET").path("odometer").addHeader("sc-unit-system", "imperial").build());
    check("generic read", any.getMeta().getUnitSystem().equals("imperial") && any.getBody().get("distance").getAsDouble() > 0, any.getBodyAsString());

    Vehicle ford = new Vehicle(Smartcar.getVehicles(facts.get("ford").getAsString()).getVehicleIds()[0], facts.get("ford").getAsString());
    for (ActionResponse answer : Arrays.asList(volt.lock(), volt.unlock(), ford.startCharge(), ford.stopCharge(), ford.lock()))
      check("command", answer.getStatus().equals("success") && answer.getMessage().equals("Successfully sent request to vehicle"), answer);

    SmartcarException permission = refused("permission", 403, "PERMISSION", ford::fuel);
    check("permission", permission != null && permission.getCode() == null && permission.getResolutionType().equals("REAUTHENTICATE") && permission.getRequestId().length() == 36, permission);
    BatchResponse limited = ford.batch(new String[] {"/charge", "/fuel"});
    check("allowed item", limited.charge().getState() != null, limited);
    refused("refused item", 403, "PERMISSION", limited::fuel);
    SmartcarException authentication = refused("bad token", 401, "AUTHENTICATION", () -> new Vehicle(ids.getVehicleIds()[0], "abc").odometer());
    check("bad token", authentication != null && authentication.getDescription().startsWith("The authorization header is missing or malformed") && authentication.getDocURL().endsWith("/authentication-errors#null"), authentication);
    SmartcarException bad = refused("bad id", 400, "VALIDATION", () -> new Vehicle("bad_id", token).odometer());
    check("bad id", bad != null && bad.getResolutionType() == null && bad.getDetail() != null, bad);
    refused("no webhook", 400, "VALIDATION", () -> volt.subscribe("webhookID"));
    refused("no management token", 401, "AUTHENTICATION", () -> volt.unsubscribe("amt", "webhookID"));
    WebhookSubscription subscribed = volt.subscribe(facts.get("webhook").getAsString());
    check("subscribe", subscribed.getWebhookId().equals(facts.get("webhook").getAsString()), subscribed);
    volt.unsubscribe(facts.get("amt").getAsString(), facts.get("webhook").getAsString());

    SmartcarVehicleOptions first = new SmartcarVehicleOptions.Builder().version("1.0").build();
    SmartcarException old = refused("version 1", 400, "validation_error", () -> new Vehicle("bad_id", token, first).odometer());
    check("version 1", old != null && old.getCode() == null, old);
    check("a version to come", new Vehicle(ids.getVehicleIds()[0], token, new SmartcarVehicleOptions.Builder().version("99999999.99").build()).odometer().getDistance() > 0, "nothing");

    Compatibility compatible = Smartcar.getCompatibility(new SmartcarCompatibilityRequest.Builder().vin("5YJXCDE22HF068739").scope(new String[] {"read_odometer", "read_location"}).build());
    check("compatibility", compatible.getCompatible() && compatible.getCapabilities().length == 2, compatible);
    Compatibility not = Smartcar.getCompatibility(new SmartcarCompatibilityRequest.Builder().vin("WBAKE5C58DJ107700").scope(new String[] {"read_odometer"}).build());
    check("an old BMW", !not.getCompatible() && not.getReason().equals("VEHICLE_NOT_COMPATIBLE") && not.getCapabilities().length == 0, not);
    check("hash", Smartcar.hashChallenge("amt", "challenge").equals("9baf5a7464bd86740ad5a06e439dcf535a075022ed2c92d74efacf646d79328e"), "hash");
    check("disconnect", volt.disconnect().getStatus().equals("success"), "disconnect");
    // It was the last one, so the token has ended with it.
    refused("a car given back", 401, "AUTHENTICATION", volt::odometer);

    System.out.println(failures.isEmpty() ? "everything" : String.join("\n", failures));
    System.exit(failures.isEmpty() ? 0 : 1);
  }
}
