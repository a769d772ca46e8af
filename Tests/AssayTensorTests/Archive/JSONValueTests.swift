import AssayBase
import AssayTestSupport
import Foundation
import Testing

@Suite struct JSONValueTests {
  private func parse(_ text: String, nonFinite: Bool = false) throws -> JSONValue {
    try JSONValue(parsing: Data(text.utf8), allowingNonFinite: nonFinite)
  }

  @Test func readsEveryKind() throws {
    let value = try parse(#" {"a":[1,-2.5e3,true,false,null,"x\n\u00e9\ud83d\ude00\/"],"b":{"c":-0,"d":1.0}} "#)
    #expect(value["a"]?[0]?.int == 1)
    #expect(value["a"]?[1]?.double == -2500)
    #expect(value["a"]?[1]?.int == -2500)
    #expect(value["a"]?[2]?.bool == true && value["a"]?[3]?.bool == false)
    #expect(value["a"]?[4]?.isNull == true)
    #expect(value["a"]?[5]?.string == "x\né😀/")
    #expect(value["a"]?[6] == nil && value["a"]?[-1] == nil && value["a"]?["b"] == nil && value[0] == nil)
    #expect(value["b"]?["c"]?.double?.sign == .minus)
    #expect(value["b"]?["d"] == 1)
    #expect(try parse("9223372036854775807").int == .max)
    #expect(try parse("-9223372036854775808").int == .min)
    #expect(try parse("9223372036854775808").double == 0x1p63)
    #expect(try parse("9223372036854775808").int == nil)
  }

  @Test func readsWhatPythonWritesWhenAsked() throws {
    let text = "[NaN,Infinity,-Infinity,-1]"
    let value = try parse(text, nonFinite: true)
    #expect(value[0]?.double?.isNaN == true)
    #expect(value[1]?.double == .infinity && value[2]?.double == -.infinity && value[3]?.int == -1)
    #expect(kind { try parse(text) } == .malformedData)
    #expect(kind { try value.serialised() } == .notFinite)
    #expect(String(decoding: try value.serialised(allowingNonFinite: true), as: UTF8.self) == text)
  }

  @Test func writesDeterministically() throws {
    let numbers: JSONValue = [1, 0.1, -0.0, 1e300, .number(.leastNonzeroMagnitude)]
    let value: JSONValue = ["b": numbers, "a": ["é\"\\\u{1}": nil], "B": [], "c": true]
    let text = String(decoding: try value.serialised(), as: UTF8.self)
    #expect(text == #"{"B":[],"a":{"é\"\\\u0001":null},"b":[1,0.1,-0.0,1e+300,5e-324],"c":true}"#)
    #expect(try parse(text) == value)
    let pretty = try (["a": [1, 2]] as JSONValue).serialised(pretty: true)
    #expect(String(decoding: pretty, as: UTF8.self) == "{\n  \"a\": [\n    1,\n    2\n  ]\n}\n")
    let coded = try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(value))
    #expect(coded == value)
  }

  @Test func numbersRoundTrip() throws {
    var random = RandomStream(RandomKey(seed: 7))
    for _ in 0..<2000 {
      let number = Double(bitPattern: random.next())
      guard number.isFinite else { continue }
      let read = try JSONValue(parsing: JSONValue.number(number).serialised())
      #expect(read.double?.bitPattern == number.bitPattern)
    }
  }

  @Test(arguments: [
    ("", "byte 0"), ("[1,]", "byte 3"), ("[1 2]", "byte 3"), ("{\"a\"}", "byte 4"), ("{a:1}", "byte 1"),
    ("01", "byte 0"), ("1.", "byte 2"), ("1e", "byte 2"), ("-", "byte 1"), ("+1", "byte 0"), (".5", "byte 0"),
    ("tru", "byte 0"), ("\"a", "byte 2"), ("\"\u{1}\"", "byte 1"), ("\"\\x\"", "byte 2"), ("\"\\u12g4\"", "byte 5"),
    ("\"\\ud800\"", "byte 3"), ("\"\\ud800\\u0041\"", "byte 3"), ("1 1", "byte 2"), ("1e999", "byte 0"),
    ("{\"a\":1,\"a\":2}", "byte 7"), ("\u{FEFF}1", "byte 0"), ("[", "byte 1"), ("nul", "byte 0"),
  ]) func refusesOtherText(_ text: String, _ place: String) throws {
    let error = try #require(throws: AssayError.self) { try parse(text) }
    #expect(error.kind == .malformedData)
    #expect(error.location == place, "\(error)")
  }

  @Test func depthIsLimited() throws {
    func nest(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    #expect(try parse(nest(128)).array != nil)
    #expect(kind { try parse(nest(129)) } == .limitExceeded)
    #expect(kind { try parse(String(repeating: "[", count: 1_000_000)) } == .limitExceeded)
    #expect(try JSONValue(parsing: Data(nest(3).utf8), depthLimit: 3).array != nil)
  }

  @Test func textMustBeUTF8() {
    #expect(kind { try JSONValue(parsing: Data([0x22, 0xC3, 0x28, 0x22])) } == .malformedData)
    #expect(kind { try JSONValue(parsing: Data([0x22, 0xED, 0xA0, 0x80, 0x22])) } == .malformedData)
    #expect(kind { try JSONValue(parsing: Data([0xFF])) } == .malformedData)
  }

  @Test func mutatedManifestsNeverTrap() throws {
    guard let url = GoldenFile.url(of: "digits.json") else { return }
    let original = try Data(contentsOf: url)
    var random = RandomStream(RandomKey(seed: 2026).derived("json"))
    let marks = Array("{}[]\",:\\u0eE-+.\u{0}".utf8) + [0x80, 0xFF]
    var accepted = 0
    for _ in 0..<1000 {
      var data = original
      for _ in 0..<random.integer(in: 1...3) where !data.isEmpty {
        let place = random.integer(in: 0...data.count - 1)
        switch random.integer(in: 0...3) {
        case 0: data[place] = marks[random.integer(in: 0...marks.count - 1)]
        case 1: data.remove(at: place)
        case 2: data.insert(marks[random.integer(in: 0...marks.count - 1)], at: place)
        default: data = data.prefix(place)
        }
      }
      do {
        let value = try JSONValue(parsing: data)
        accepted += 1
        #expect(try JSONValue(parsing: value.serialised()) == value)
      } catch is AssayError {}
    }
    print("fuzz digits.json: \(accepted) of 1000 accepted")
  }
}
