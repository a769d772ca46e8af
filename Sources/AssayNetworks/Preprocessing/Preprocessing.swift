import AssayBase
import AssayTensor

/// What a network wants its pixels to be: their number, order and range, and what the network then does to them.
///
/// Checkpoints keep it with its ``fingerprint``, because weights in front of pixels that were prepared otherwise are silently
/// wrong. How pictures in files became images, their resizing above all, is part of it where training knew it.
public struct Preprocessing: Sendable, Hashable {
  /// The shape of one image: channels, height, width.
  public let inputShape: Shape
  /// The normalisation in front of the other layers; without it they see the pixels as they are.
  public let normalization: PixelNormalization?
  /// How the pictures became images that the network was trained on, as `ImagePreparation` is kept; nil where nothing says it.
  public let preparation: String?

  /// Makes a description.
  init(inputShape: Shape, normalization: PixelNormalization?, preparation: String? = nil) {
    self.inputShape = inputShape
    self.normalization = normalization
    self.preparation = preparation
  }

  /// The channels in the order that the network takes them; images have red, green and blue everywhere in Assay.
  public var channelOrder: String {
    switch inputShape[0] {
    case 1: "grey"
    case 3: (normalization?.order ?? .rgb).rawValue
    default: "\(inputShape[0]) channels"
    }
  }

  /// 16 hexadecimal digits: the same for the same description on every machine, others for another.
  public var fingerprint: String { Fingerprint("\(json)").text }
}

extension Preprocessing: CustomStringConvertible {
  /// As "3×224×224 RGB in [0, 1], mean 0.485, 0.456, 0.406, deviation 0.229, 0.224, 0.225".
  public var description: String {
    "\(inputShape) \(inputShape[0] == 3 ? "RGB" : channelOrder) in [0, 1], "
      + (normalization?.description ?? "not normalised")
      + (preparation.map { ", prepared by \($0)" } ?? "")
  }
}

extension Network {
  /// What the network wants its pixels to be, and how those were made that it was trained on.
  public var preprocessing: Preprocessing {
    let layers = architecture.preprocessing
    return Preprocessing(
      inputShape: layers.inputShape, normalization: layers.normalization,
      preparation: metadata[Preprocessing.preparationKey])
  }
}

extension Preprocessing {
  /// What a network's metadata call ``preparation``.
  package static let preparationKey = "image_preparation"

  /// The same but for ``preparation``, which an architecture does not know.
  var ofLayers: Preprocessing { Preprocessing(inputShape: inputShape, normalization: normalization) }
}

extension Architecture {
  /// What the network wants its pixels to be.
  public var preprocessing: Preprocessing {
    Preprocessing(inputShape: inputShape, normalization: body.layers.first as? PixelNormalization)
  }
}
