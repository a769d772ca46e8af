import AssayBase
import AssayExplanations
import AssayNetworks
import AssayTensor

/// Networks small enough to compute by hand, with whole numbers for weights so that sums are exact.
enum TinyNetworks {
  /// Whole numbers from −3 to 3.
  static func weights(_ shape: Shape, key: RandomKey) -> Tensor {
    var stream = RandomStream(key)
    return Tensor(shape: shape, elements: (0..<shape.count).map { _ in Float(stream.integer(in: -3...3)) })
  }

  static func network(_ architecture: Architecture) throws -> Network {
    var parameters: [String: Tensor] = [:]
    for definition in architecture.body.parameters {
      parameters[definition.name] =
        definition.name.hasSuffix("running_var") || definition.name.hasSuffix("num_batches_tracked")
        ? Tensor(repeating: 1, shape: definition.shape)
        : weights(definition.shape, key: RandomKey(seed: 11).derived(definition.name))
    }
    let network = try Network(architecture, parameters: parameters)
    // The last bias is such that about half of the images are taken for each class.
    let logits = try network.logits(for: images(40, architecture.inputShape))
    let leads = (0..<40).map { logits.row($0)[0] - logits.row($0)[1] }.sorted()
    parameters["fc.bias"] = Tensor(shape: [2], elements: [-(leads[19] + leads[20]) / 2, 0])
    return try Network(architecture, parameters: parameters)
  }

  /// Two 3×3 convolutions of two and three channels, then pooling and two classes.
  static func chain(padding: Int = 1, stride: Int = 1) throws -> Network {
    try network(
      Architecture("chain", input: [1, 4, 4], classes: 2) {
        Convolution("a", 1, 2, kernel: 3, padding: 1, bias: false)
        ReLU()
        Convolution("b", 2, 3, kernel: 3, stride: stride, padding: padding)
        ReLU()
        GlobalAveragePool()
        Flatten()
        Linear("fc", 3, 2)
      })
  }

  /// A convolution, then one reached through a bottleneck of two channels.
  static func bottleneck() throws -> Network {
    try network(
      Architecture("bottleneck", input: [1, 4, 4], classes: 2) {
        Convolution("a", 1, 3, kernel: 3, padding: 1, bias: false)
        ReLU()
        Residual {
          Convolution("block.down", 3, 2, kernel: 1, bias: false)
          ReLU()
          Convolution("block.up", 2, 3, kernel: 3, padding: 1, bias: false)
        }
        ReLU()
        GlobalAveragePool()
        Flatten()
        Linear("fc", 3, 2)
      })
  }

  /// Images with numbers of quarters, each its own.
  static func images(_ count: Int, _ shape: Shape = [1, 4, 4]) -> Tensor {
    var stream = RandomStream(RandomKey(seed: 12))
    return Tensor(
      shape: Shape([count] + shape.dimensions),
      elements: (0..<count * shape.count).map { _ in Float(stream.integer(in: 0...4)) / 4 })
  }
}

/// Images of a tiny network sorted by what it takes them for, and attacked ones of which every other was a success.
struct TinyStudy {
  let network: Network
  let originals: Tensor
  let targets: Tensor
  let attacked: Tensor
  /// The rows of the successes.
  let successes: [Int]

  init(_ network: Network) throws {
    self.network = network
    let images = TinyNetworks.images(40, network.inputShape)
    let labels = try network.logits(for: images).labels
    let (zeros, ones) = (labels.indices.filter { labels[$0] == 0 }, labels.indices.filter { labels[$0] == 1 })
    let count = min(zeros.count, ones.count)
    originals = images.rows(Array(zeros.prefix(count)))
    targets = images.rows(Array(ones.prefix(count - 1)))
    attacked = images.rows((0..<count).map { $0.isMultiple(of: 2) ? ones[count - 1 - $0] : zeros[$0] })
    successes = (0..<count).filter { $0.isMultiple(of: 2) }
  }

  func pathways(_ study: PathwayStudy, strengths: [Double] = [0.5]) throws -> Pathways {
    try study.pathways(
      of: network, originals: PathwayImages(originals), targets: PathwayImages(targets),
      attacks: strengths.map { PathwayAttack(strength: $0, images: attacked) })
  }

  /// The images that count under each condition, with one strength.
  var counted: [Tensor] { [originals, targets, attacked.rows(successes)] }
}
