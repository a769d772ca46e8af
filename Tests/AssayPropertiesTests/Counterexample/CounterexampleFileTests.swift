import AssayBase
import AssayFixtures
import AssayImages
import AssayNetworks
import AssayPerturbations
import AssayProperties
import Foundation
import Testing

/// Damaged files of counterexamples are refused with a typed error that says where, and never trap.
@Suite struct CounterexampleFileTests {
  private static let whole = Task {
    let verdict = try await verdict(
      .accuracy(under: .pgd(.linf(0.15), steps: 10), atLeast: 0.9), of: FixtureModel.digitsStandard)
    return try #require(verdict.counterexample)
  }

  private func members() async throws -> [String: JSONValue] {
    let data = try await Self.whole.value.json()
    return try #require(try JSONValue(parsing: data).object)
  }

  private func reading(_ members: [String: JSONValue]) throws -> ImageCounterexample {
    try ImageCounterexample(json: JSONValue.object(members).serialised(pretty: true), source: "x.json")
  }

  @Test func roundTrip() async throws {
    let whole = try await Self.whole.value
    #expect(try ImageCounterexample(json: whole.json()) == whole)
    #expect(try ImageCounterexample(json: whole.json()).json() == whole.json(), "the same bytes again")
    let members = try await members()
    #expect(try reading(members) == whole)
  }

  @Test func missingMembers() async throws {
    let members = try await members()
    for name in members.keys where name != "reduction" {
      var fewer = members
      fewer[name] = nil
      let error = await fault("\(name)") { try reading(fewer) }
      #expect(error?.kind == .malformedData && error?.location?.hasPrefix("x.json") == true)
      #expect(error?.location?.hasSuffix(name) == true)
    }
    // Without a reduction it is an example that is said to fail as it is.
    var unreduced = members
    unreduced["reduction"] = nil
    #expect(try reading(unreduced).reduction == nil)
    let reduction = try #require(members["reduction"]?.object)
    for name in reduction.keys {
      var fewer = reduction
      fewer[name] = nil
      var damaged = members
      damaged["reduction"] = .object(fewer)
      let error = await fault("\(name)") { try reading(damaged) }
      #expect(error?.kind == .malformedData && error?.location?.hasSuffix(name) == true)
    }
  }

  @Test func wrongTypes() async throws {
    let members = try await members()
    let others: [JSONValue] = [
      .null, .bool(true), .integer(1), .number(1.5), .string("x"), .array([.integer(1), .string("x")]), .object([:]),
    ]
    for (name, value) in members {
      for other in others where kind(other) != kind(value) {
        var damaged = members
        damaged[name] = other
        let error = await fault("\(name): \(other)") { try reading(damaged) }
        #expect(error?.location?.hasPrefix("x.json") == true)
      }
    }
    let reduction = try #require(members["reduction"]?.object)
    for (name, value) in reduction {
      for other in others where kind(other) != kind(value) {
        var damaged = members
        damaged["reduction"] = .object(reduction.merging([name: other]) { $1 })
        let error = await fault("\(name): \(other)") { try reading(damaged) }
        #expect(error?.kind == .malformedData)
      }
    }
  }

  /// Whole numbers are numbers; a fraction where a whole number is wanted is not what is tried here.
  private func kind(_ value: JSONValue) -> String {
    switch value {
    case .integer, .number: "number"
    default: value.kindName
    }
  }

  @Test func impossibleValues() async throws {
    let members = try await members()
    let bad: [(String, JSONValue)] = [
      ("format", "assay-counterexample-2"), ("width", 7), ("width", 0), ("width", -8), ("height", .integer(.max)),
      ("width", 8.5), ("channels", 2), ("channels", 0), ("channels", 64), ("index", -1), ("label", -1),
      ("prediction", -1), ("original", "???"), ("original", ""), ("failing", "AAAA"), ("label", 1e300),
    ]
    for (name, value) in bad {
      var damaged = members
      damaged[name] = value
      let error = await fault("\(name): \(value)") { try reading(damaged) }
      #expect(error?.location?.hasPrefix("x.json") == true)
      if name == "format" { #expect(error?.kind == .unsupported) }
    }
    for name in ["changedPixels", "totalChange", "largestChange"] {
      var damaged = members
      damaged["reduction"] = .object(try #require(members["reduction"]?.object).merging([name: 63]) { $1 })
      let error = await fault("\(name)") { try reading(damaged) }
      #expect(error?.kind == .malformedData && error?.location == "x.json, reduction, \(name)")
    }
  }

  @Test func truncatedFiles() async throws {
    let data = try await Self.whole.value.json()
    for length in stride(from: 0, to: data.count - 2, by: 23) {
      let error = await fault { try ImageCounterexample(json: data.prefix(length), source: "x.json") }
      #expect(error?.location?.hasPrefix("x.json") == true)
    }
  }

  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func mutatedBytes(seed: UInt64) async throws {
    let data = try await Self.whole.value.json()
    var stream = RandomStream(RandomKey(seed: seed).derived("mutated counterexamples"))
    var refused = 0
    for _ in 0..<150 {
      var damaged = data
      for _ in 0..<stream.integer(in: 1...4) {
        let place = damaged.startIndex + stream.integer(in: 0...damaged.count - 1)
        switch stream.integer(in: 0...3) {
        case 0: damaged[place] ^= 1 << UInt8(stream.integer(in: 0...7))
        case 1: damaged[place] = UInt8(stream.integer(in: 0x20...0x7E))
        case 2: damaged.remove(at: place)
        default: damaged.insert(UInt8(ascii: "9"), at: place)
        }
      }
      do {
        // What is still a counterexample can be told, drawn and written.
        let readable = try ImageCounterexample(json: damaged)
        #expect(!readable.summary.isEmpty)
        #expect(try PNG.decode(readable.png()).width > 0)
        #expect(try ImageCounterexample(json: readable.json()) == readable)
      } catch {
        #expect(error is AssayError, "\(error)")
        refused += 1
      }
    }
    #expect(refused > 50)
  }
}
