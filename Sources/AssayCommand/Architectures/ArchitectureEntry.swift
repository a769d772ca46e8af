import AssayBase
import AssayNetworks
import AssayTensor

/// A network in the list of all: a classifier or the feature pyramid.
enum ArchitectureEntry: Sendable {
  case classifier(Architecture)
  case pyramid

  /// The size of the images on which the paper measures (Redmon and Farhadi 2018, table 3).
  private static let pyramidInput: Shape = [3, 416, 416]

  var summary: String {
    get throws {
      switch self {
      case .classifier(let architecture): architecture.summary
      case .pyramid: try DarkNetPyramid().summary(for: Self.pyramidInput)
      }
    }
  }

  /// Name, image, output, weights and multiply-adds.
  var cells: [String] {
    get throws {
      switch self {
      case .classifier(let architecture):
        return [
          architecture.name, "\(architecture.inputShape)", "\(architecture.classCount)",
          NumberText.grouped(architecture.parameterCount), NumberText.grouped(architecture.multiplyAdds),
        ]
      case .pyramid:
        let pyramid = DarkNetPyramid()
        return [
          DarkNetPyramid.name, "\(Self.pyramidInput)", "3 × \(pyramid.outputChannels)",
          NumberText.grouped(pyramid.parameterCount),
          NumberText.grouped(try pyramid.multiplyAdds(for: Self.pyramidInput)),
        ]
      }
    }
  }
}
