import AssayBase
import AssayNetworks
import AssayTensor
import AssayTestSupport

/// The rules and schedules of the golden file `optimizers`, made of a case's settings.
enum OptimizerOps {
  /// The rule that a case names, or nil.
  static func optimizer(_ goldenCase: GoldenCase) -> (any Optimizer)? {
    let settings = goldenCase.params
    func number(_ name: String, _ standard: Double) -> Double { settings[name]?.double ?? standard }
    func flag(_ name: String) -> Bool { settings[name]?.bool ?? false }
    let (rate, decay) = (number("lr", 0.001), number("weight_decay", 0))
    switch settings["kind"]?.string {
    case "SGD":
      return SGD(
        learningRate: rate, momentum: number("momentum", 0), dampening: number("dampening", 0), weightDecay: decay,
        nesterov: flag("nesterov"), maximizes: flag("maximize"))
    case "Adam", "AdamW":
      return Adam(
        learningRate: rate, beta1: settings["betas"]?[0]?.double ?? 0.9, beta2: settings["betas"]?[1]?.double ?? 0.999,
        epsilon: number("eps", 1e-8), weightDecay: decay,
        decouplesWeightDecay: flag("decoupled_weight_decay") || settings["kind"]?.string == "AdamW",
        amsgrad: flag("amsgrad"), maximizes: flag("maximize"))
    case "RMSprop":
      return RMSprop(
        learningRate: rate, decay: number("alpha", 0.99), epsilon: number("eps", 1e-8), weightDecay: decay,
        momentum: number("momentum", 0), centered: flag("centered"), maximizes: flag("maximize"))
    case "Adagrad":
      return Adagrad(
        learningRate: rate, rateDecay: number("lr_decay", 0), epsilon: number("eps", 1e-10), weightDecay: decay,
        initialSum: number("initial_accumulator_value", 0), maximizes: flag("maximize"))
    default: return nil
    }
  }

  /// The schedule called `kind` with a case's settings, or nil.
  static func schedule(_ kind: String?, _ goldenCase: GoldenCase) throws -> Schedule? {
    let (settings, rate) = (goldenCase.params, goldenCase.params["lr"]?.double ?? 1)
    func number(_ name: String, _ standard: Double) -> Double { settings[name]?.double ?? standard }
    func whole(_ name: String) -> Int { settings[name]?.int ?? 1 }
    let floor = number("eta_min", 0) / rate
    switch kind {
    case "StepLR": return .step(size: whole("step_size"), factor: number("gamma", 0.1))
    case "MultiStepLR":
      return .milestones(
        at: settings["milestones"]?.array?.compactMap(\.int) ?? [], factor: number("gamma", 0.1))
    case "ExponentialLR": return .exponential(factor: number("gamma", 1))
    case "CosineAnnealingLR": return .cosine(steps: whole("T_max"), floor: floor)
    case "CosineAnnealingWarmRestarts":
      return .cosineRestarts(first: whole("T_0"), growth: whole("T_mult"), floor: floor)
    case "LinearLR":
      return .linear(
        from: number("start_factor", 1 / 3), to: number("end_factor", 1), steps: whole("total_iters"))
    case "ConstantLR":
      return .sequence(.scaled(number("factor", 1 / 3)), steps: whole("total_iters"), then: .constant)
    case "PolynomialLR": return .polynomial(steps: whole("total_iters"), power: number("power", 1))
    case "OneCycleLR":
      return .oneCycle(
        OneCycle(
          steps: whole("total_steps"), rise: number("pct_start", 0.3), start: number("div_factor", 25),
          end: number("final_div_factor", 1e4),
          shape: settings["anneal_strategy"]?.string == "linear" ? .linear : .cosine,
          hasThreePhases: settings["three_phase"]?.bool ?? false,
          momenta: number("base_momentum", 0.85)...number("max_momentum", 0.95)))
    case "SequentialLR":
      return .warmUp(
        from: number("start_factor", 1), steps: whole("warmup"), then: .cosine(steps: whole("T_max"), floor: floor))
    default: return nil
    }
  }

  /// The schedule that follows a measure.
  static func plateau(_ goldenCase: GoldenCase) -> PlateauSchedule {
    let settings = goldenCase.params
    let threshold = settings["threshold"]?.double ?? 1e-4
    return PlateauSchedule(
      learningRate: settings["lr"]?.double ?? 1, goal: settings["mode"]?.string == "max" ? .greatest : .least,
      factor: settings["factor"]?.double ?? 0.1, patience: settings["patience"]?.int ?? 10,
      threshold: settings["threshold_mode"]?.string == "abs" ? .absolute(threshold) : .relative(threshold),
      cooldown: settings["cooldown"]?.int ?? 0, minimum: settings["min_lr"]?.double ?? 0)
  }
}
