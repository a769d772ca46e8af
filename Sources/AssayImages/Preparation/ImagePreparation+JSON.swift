import AssayBase
import AssayTensor
import Foundation

extension ImagePreparation {
  /// The preparation as checkpoints and reports keep it, the same for the same preparation byte for byte.
  package var json: JSONValue {
    var members: [String: JSONValue] = [
      "channels": .string(channels.rawValue), "orientation": .bool(appliesOrientation),
      "revision": .integer(Self.revision),
    ]
    if let extent {
      members["size"] = [.integer(extent.height), .integer(extent.width)]
      members["fit"] = .string(fit.name)
      members["interpolation"] = .string(interpolation.name)
    }
    return .object(members)
  }

  /// Reads a preparation from the text that ``json`` is written as.
  ///
  /// - Throws: `AssayError`, as ``init(json:)``.
  package init(text: String) throws { try self.init(json: JSONValue(parsing: Data(text.utf8))) }

  /// Reads a preparation as it is kept; that of another revision of the code reads, too.
  ///
  /// - Throws: `AssayError` that names the member at fault.
  package init(json: JSONValue) throws {
    let fields = JSONFields(json)
    let channels = try fields.string("channels")
    self.init(channels: try Channels(named: channels), appliesOrientation: try fields.bool("orientation"))
    guard fields.has("size") else { return }
    let size = try fields.numbers("size").map { Int(exactly: $0) ?? 0 }
    guard size.count == 2 else {
      throw AssayError(.malformedData, "not a size of images", expected: "height and width", at: "size")
    }
    extent = try Extent(height: size[0], width: size[1])
    fit = try Fit(parsing: try fields.string("fit"))
    interpolation = try Interpolation(named: try fields.string("interpolation"))
  }
}
