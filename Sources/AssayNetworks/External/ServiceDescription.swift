import AssayBase
import AssayTensor
import Foundation

/// What a service says of its model, as the JSON that it answers to GET.
///
///     {"name": "scanner", "inputShape": [1, 8, 8], "classCount": 10,
///      "classNames": ["zero", …], "batchLimit": 64}
///
/// The first three are needed; other members are not read.
public struct ServiceDescription: Sendable, Equatable {
  /// What messages call the model.
  public let name: String
  /// The shape of one image: channels, height, width.
  public let inputShape: Shape
  /// The number of classes.
  public let classCount: Int
  /// The names of the classes, where the service says them.
  public let classNames: [String]?
  /// The most images that the service takes in a call.
  public let batchLimit: Int?
  /// The longest description that is read, in bytes.
  static let sizeLimit = 1 << 24
  /// Images of more pixels, and more classes, make no sense.
  private static let countLimit = 1 << 28

  init(reading data: Data, source: String) throws {
    do {
      let fields = JSONFields(try JSONValue(parsing: data))
      name = try fields.string("name")
      classCount = try Self.count(fields.int("classCount"), "classCount")
      let extents = try fields.numbers("inputShape").map { try Self.count(Int(exactly: $0) ?? 0, "inputShape") }
      guard extents.count == 3, extents.reduce(1.0, { $0 * Double($1) }) <= Double(Self.countLimit) else {
        throw AssayError(
          .malformedData, "not the shape of an image", expected: "[channels, height, width]", found: "\(extents)",
          at: "inputShape")
      }
      inputShape = Shape(extents)
      classNames = fields.has("classNames") ? try fields.strings("classNames") : nil
      if let classNames, classNames.count != classCount {
        throw AssayError(
          .malformedData, "the names are not those of the classes", expected: "\(classCount)",
          found: "\(classNames.count)", at: "classNames")
      }
      batchLimit = fields.has("batchLimit") ? try Self.count(fields.int("batchLimit"), "batchLimit") : nil
    } catch let error as AssayError {
      throw error.located(at: source)
    }
  }

  private static func count(_ number: Int, _ place: String) throws -> Int {
    guard (1...countLimit).contains(number) else {
      throw AssayError(
        .malformedData, "a number is out of range", expected: "1 to \(countLimit)", found: "\(number)", at: place)
    }
    return number
  }
}
