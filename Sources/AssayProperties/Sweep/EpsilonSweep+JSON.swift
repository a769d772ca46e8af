import AssayBase

extension EpsilonSweep {
  /// The sweep as a JSON object, from which ``init(json:)`` reads it again.
  public var json: JSONValue {
    [
      "model": .string(model), "data": .string(data), "attack": .string(attack), "norm": .string(norm.rawValue),
      "confidence": .number(confidence),
      "points": .array(
        points.map { point in
          [
            "epsilon": .number(point.epsilon), "robustAccuracy": .number(point.accuracy),
            "robust": .integer(point.robust), "images": .integer(point.examples),
            "interval": [.number(point.interval.lowerBound), .number(point.interval.upperBound)],
          ]
        }),
    ]
  }

  /// Reads what ``json`` wrote.
  ///
  /// - Throws: `AssayError` that names the member at fault.
  public init(json: JSONValue) throws {
    let fields = JSONFields(json)
    let norm = Norm(rawValue: try fields.string("norm"))
    guard let norm else { throw AssayError(.malformedData, "there is no such norm", at: "norm") }
    guard let entries = try fields.value("points").array, !entries.isEmpty else {
      throw AssayError(.malformedData, "not the points of a sweep", expected: "[{\"epsilon\": …}, …]", at: "points")
    }
    self.norm = norm
    model = try fields.string("model")
    data = try fields.string("data")
    attack = try fields.string("attack")
    confidence = try fields.number("confidence")
    points = try entries.enumerated().map { index, entry in
      do {
        return try Point(json: entry)
      } catch let error as AssayError {
        throw error.located(at: "point \(index)")
      }
    }
    guard zip(points, points.dropFirst()).allSatisfy({ $0.epsilon < $1.epsilon }) else {
      throw AssayError(.malformedData, "the sizes do not rise", at: "points")
    }
  }
}

extension EpsilonSweep.Point {
  fileprivate init(json: JSONValue) throws {
    let fields = JSONFields(json)
    epsilon = try fields.number("epsilon")
    robust = try fields.int("robust")
    examples = try fields.int("images")
    guard epsilon >= 0, examples >= 1, robust >= 0, robust <= examples else {
      throw AssayError(.malformedData, "not a point of a sweep", found: "\(robust) of \(examples) at \(epsilon)")
    }
    let ends = try fields.numbers("interval")
    guard ends.count == 2, 0 <= ends[0], ends[0] <= ends[1], ends[1] <= 1 else {
      throw AssayError(.malformedData, "not an interval of shares", found: "\(ends)", at: "interval")
    }
    interval = ends[0]...ends[1]
  }
}
