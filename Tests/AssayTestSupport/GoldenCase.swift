import AssayBase
import AssayTensor

/// One case of a golden file: what to compute, from what, and what must come out.
public struct GoldenCase: Sendable {
  /// The name, unique in its file.
  public let name: String
  /// What to compute.
  public let op: String
  /// All settings of the computation.
  public let params: JSONValue
  /// What must come out, as numbers in double precision, by role.
  public let expectedValues: [String: JSONValue]
  /// Conventions and traps, for a person.
  public let notes: String

  private let inputs: [String: String]
  private let outputs: [String: String]
  private let tolerances: JSONValue?
  private let archive: TensorArchive

  init(_ value: JSONValue, archive: TensorArchive) throws {
    func text(_ key: String) throws -> String {
      if let text = value[key]?.string { return text }
      throw AssayError(.malformedData, "a golden case has no \"\(key)\"", at: value["name"]?.string)
    }
    func names(_ key: String) throws -> [String: String] {
      try (value[key]?.object ?? [:]).mapValues {
        if let name = $0.string { return name }
        throw AssayError(.malformedData, "a tensor's name is \($0.kindName)", at: value["name"]?.string)
      }
    }
    name = try text("name")
    op = try text("op")
    params = value["params"] ?? [:]
    expectedValues = value["expected_values"]?.object ?? [:]
    notes = value["notes"]?.string ?? ""
    inputs = try names("inputs")
    outputs = try names("expected")
    tolerances = value["tolerance"]
    self.archive = archive
  }

  /// The roles of the input tensors, sorted.
  public var inputRoles: [String] { inputs.keys.sorted() }

  /// The roles of the expected tensors, sorted.
  public var expectedRoles: [String] { outputs.keys.sorted() }

  /// The input tensor of `role`.
  public func input(_ role: String) throws -> GoldenTensor { try tensor(role, in: inputs) }

  /// The expected tensor of `role`.
  public func expected(_ role: String) throws -> GoldenTensor { try tensor(role, in: outputs) }

  /// The expected numbers of `role` in `expected_values`: nested lists one after another, truth values as 0 and 1.
  public func expectedNumbers(_ role: String) throws -> [Double] {
    guard let value = expectedValues[role], let numbers = value.flattenedNumbers else {
      throw AssayError(
        .unknownName, "the case has no such expected numbers", found: role, at: "golden case \(name)")
    }
    return numbers
  }

  /// How close the output of `role` must come.
  public func tolerance(for role: String) -> GoldenTolerance { GoldenTolerance(tolerances, role: role) }

  /// Compares floats with the expected tensor of `role`; nil when they agree.
  public func compare(_ got: [Float], shape: [Int]? = nil, with role: String) throws -> GoldenMismatch? {
    AssayTestSupport.compare(
      got, shape: shape, to: try expected(role), tolerance: tolerance(for: role), role: role)
  }

  /// Compares integers with the expected tensor of `role`; nil when they agree.
  public func compare(_ got: [Int], shape: [Int]? = nil, with role: String) throws -> GoldenMismatch? {
    AssayTestSupport.compare(
      got, shape: shape, to: try expected(role), tolerance: tolerance(for: role), role: role)
  }

  /// Compares numbers with the expected values of `role`; nil when they agree.
  public func compare(values got: [Double], with role: String) throws -> GoldenMismatch? {
    AssayTestSupport.compare(got, to: try expectedNumbers(role), tolerance: tolerance(for: role), role: role)
  }

  /// Compares every expected tensor with the output of the same role; a role without output is a mismatch.
  public func compareAll(_ outputs: [String: [Float]]) throws -> [GoldenMismatch] {
    try expectedRoles.compactMap { role in
      if tolerance(for: role).informative { return nil }
      guard let got = outputs[role] else { return GoldenMismatch(role: role, "nothing was computed for this role") }
      let expected = try expected(role)
      if tolerance(for: role).minAdjustedRandIndex != nil, expected.isInteger {
        return try compare(got.map { Int(exactly: $0.rounded()) ?? .min }, with: role)
      }
      return try compare(got, with: role)
    }
  }

  private func tensor(_ role: String, in names: [String: String]) throws -> GoldenTensor {
    guard let tensor = names[role] else {
      throw AssayError(
        .unknownName, "the case has no such role", expected: names.keys.sorted().joined(separator: ", "), found: role,
        at: "golden case \(name)")
    }
    return try GoldenTensor(tensor, in: archive)
  }
}

extension JSONValue {
  /// The numbers in this value and its nested lists, one after another; nil when it holds anything else.
  public var flattenedNumbers: [Double]? {
    if let double { return [double] }
    if let bool { return [bool ? 1 : 0] }
    guard let array else { return nil }
    var numbers: [Double] = []
    for element in array {
      guard let inner = element.flattenedNumbers else { return nil }
      numbers.append(contentsOf: inner)
    }
    return numbers
  }
}
