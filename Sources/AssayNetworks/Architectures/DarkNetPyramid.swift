import AssayBase
import AssayTensor

/// DarkNet-53 with three heads, at strides of 32, 16 and 8 pixels (Redmon and Farhadi 2018, sections 2.3 and 2.4).
///
/// Each finer head sees the features of its stage beside the upsampled ones of the coarser head (Lin et al. 2017). Not an
/// ``Architecture``, which has one output. The stages have the names of ``Architecture/darkNet53(input:classes:)``.
public struct DarkNetPyramid: Sendable {
  /// The outputs of the heads: N×C×H×W, the coarsest first.
  public typealias Maps<Value> = (stride32: Value, stride16: Value, stride8: Value)

  /// What errors and tables call it.
  public static let name = "darknet53-pyramid"

  /// The channels of each head: for detection, anchors · (5 + classes).
  public let outputChannels: Int

  let fine, middle, coarse: Sequential
  let coarseNeck, middleNeck, fineNeck: Sequential
  let coarseRoute, middleRoute: Sequential
  let coarseHead, middleHead, fineHead: Sequential

  /// Makes a pyramid whose heads have 3 · (5 + 80) channels unless told otherwise.
  public init(inputChannels: Int = 3, outputChannels: Int = 255) {
    self.outputChannels = outputChannels
    fine = Sequential {
      DarkNetStages.stem(inputChannels)
      for stage in 0..<3 { DarkNetStages.stage(stage) }
    }
    middle = DarkNetStages.stage(3)
    coarse = DarkNetStages.stage(4)
    coarseNeck = Self.neck("heads.0", 1024, 512)
    coarseHead = Self.head("heads.0", 512, outputChannels)
    coarseRoute = Self.route("heads.0", 512)
    middleNeck = Self.neck("heads.1", 256 + 512, 256)
    middleHead = Self.head("heads.1", 256, outputChannels)
    middleRoute = Self.route("heads.1", 256)
    fineNeck = Self.neck("heads.2", 128 + 256, 128)
    fineHead = Self.head("heads.2", 128, outputChannels)
  }

  /// The parameters of the stages and of the heads, the coarsest first.
  public var parameters: [ParameterDefinition] {
    [
      fine, middle, coarse, coarseNeck, coarseHead, coarseRoute, middleNeck, middleHead, middleRoute, fineNeck,
      fineHead,
    ].flatMap(\.parameters)
  }

  /// The number of weights, without running statistics.
  public var parameterCount: Int {
    parameters.weightCount
  }

  /// Random weights from `key`, each parameter from a stream of its own name, as ``Network`` starts.
  public func startingParameters(key: RandomKey) -> [String: Tensor] { parameters.initialized(key: key) }

  /// The shapes of one example's maps.
  ///
  /// - Throws: `AssayError(.shapeMismatch)` when images of shape `input` do not fit; height and width must be multiples of 32.
  public func outputShapes(for input: Shape) throws -> Maps<Shape> {
    guard input.rank == 3, input[1] > 0, input[2] > 0, input[1] % 32 == 0, input[2] % 32 == 0 else {
      throw AssayError(
        .shapeMismatch, "images do not fit a feature pyramid", expected: "C×H×W with H and W multiples of 32",
        found: "\(input)")
    }
    _ = try fine.outputShape(for: input)
    func map(_ stride: Int) -> Shape { [outputChannels, input[1] / stride, input[2] / stride] }
    return (map(32), map(16), map(8))
  }

  /// The three maps of a batch, with parameters and mode from `context`.
  public func callAsFunction(_ images: Tensor, _ context: LayerContext) -> Maps<Tensor> {
    let fineFeatures = fine(images, context)
    let middleFeatures = middle(fineFeatures, context)
    let coarseFeatures = coarseNeck(coarse(middleFeatures, context), context)
    let middleJoined = middleNeck(
      .concatenatingChannels([coarseRoute(coarseFeatures, context), middleFeatures]), context)
    let fineJoined = fineNeck(.concatenatingChannels([middleRoute(middleJoined, context), fineFeatures]), context)
    return (coarseHead(coarseFeatures, context), middleHead(middleJoined, context), fineHead(fineJoined, context))
  }

  /// The pyramid with these weights, prepared for many evaluations and input gradients of images of shape `input`.
  ///
  /// - Throws: `AssayError` when images of that shape do not fit, and one that lists every missing, unexpected, misshapen or
  ///   non-finite parameter.
  public func frozen(parameters: [String: Tensor], input: Shape) throws -> FrozenPyramid {
    try FrozenPyramid(self, parameters: parameters, input: input)
  }

  /// Appends stages and heads to a plan; the maps, the coarsest first.
  func lower(_ images: PlanValue, into plan: inout PlanBuilder) throws -> [PlanValue] {
    func join(_ route: Sequential, of coarser: PlanValue, with finer: PlanValue) throws -> PlanValue {
      let routed = try route.lower(coarser, into: &plan)
      let (left, right) = (plan.shape(of: routed), plan.shape(of: finer))
      return plan.append(.concatenate, routed, finer, output: [left[0] + right[0], right[1], right[2]])
    }
    let fineFeatures = try fine.lower(images, into: &plan)
    let middleFeatures = try middle.lower(fineFeatures, into: &plan)
    let coarseFeatures = try coarseNeck.lower(try coarse.lower(middleFeatures, into: &plan), into: &plan)
    let middleJoined = try middleNeck.lower(
      try join(coarseRoute, of: coarseFeatures, with: middleFeatures), into: &plan)
    let fineJoined = try fineNeck.lower(try join(middleRoute, of: middleJoined, with: fineFeatures), into: &plan)
    return [
      try coarseHead.lower(coarseFeatures, into: &plan), try middleHead.lower(middleJoined, into: &plan),
      try fineHead.lower(fineJoined, into: &plan),
    ]
  }

  /// Five convolutions, 1×1 and 3×3 in turn.
  private static func neck(_ name: String, _ input: Int, _ width: Int) -> Sequential {
    Sequential {
      for index in 0..<5 {
        let narrows = index % 2 == 0
        DarkNetStages.unit(
          "\(name).neck.\(index)", index == 0 ? input : narrows ? 2 * width : width, narrows ? width : 2 * width,
          kernel: narrows ? 1 : 3)
      }
    }
  }

  /// What the head predicts.
  private static func head(_ name: String, _ width: Int, _ output: Int) -> Sequential {
    Sequential {
      DarkNetStages.unit("\(name).conv", width, 2 * width, kernel: 3)
      Convolution("\(name).out", 2 * width, output, kernel: 1)
    }
  }

  /// What the next finer head is given.
  private static func route(_ name: String, _ width: Int) -> Sequential {
    Sequential {
      DarkNetStages.unit("\(name).route", width, width / 2, kernel: 1)
      Upsample(2)
    }
  }
}
